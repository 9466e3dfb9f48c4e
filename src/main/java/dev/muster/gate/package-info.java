/** Gates: measurements against criteria give PASS, FAIL or INCONCLUSIVE, with reasons. */
package dev.muster.gate;
