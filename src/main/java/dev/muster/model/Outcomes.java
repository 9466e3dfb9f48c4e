package dev.muster.model;

import dev.muster.plan.Model;

/** Hears how each call ended. */
interface Outcomes {

  /** Nobody listens. */
  Outcomes UNHEARD =
      new Outcomes() {
        @Override
        public void answered(Model model) {}

        @Override
        public void failed(Model model, ModelFailure failure) {}
      };

  void answered(Model model);

  void failed(Model model, ModelFailure failure);
}
