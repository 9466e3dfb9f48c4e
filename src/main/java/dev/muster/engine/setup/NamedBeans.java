package dev.muster.engine.setup;

import java.util.Map;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;

/** Resolves the few beans that diagrams may name; read only. */
final class NamedBeans extends ELResolver {
  private final Map<Object, Object> beans;

  NamedBeans(Map<Object, Object> beans) {
    this.beans = beans;
  }

  @Override
  public Object getValue(ELContext context, Object base, Object property) {
    if (base != null || !beans.containsKey(property)) {
      return null;
    }
    context.setPropertyResolved(true);
    return beans.get(property);
  }

  @Override
  public Class<?> getType(ELContext context, Object base, Object property) {
    return Object.class;
  }

  @Override
  public void setValue(ELContext context, Object base, Object property, Object value) {
    // Not ours to set: left unresolved, so that the expression fails.
  }

  @Override
  public boolean isReadOnly(ELContext context, Object base, Object property) {
    return true;
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, Object base) {
    return Object.class;
  }

  @Override
  public java.util.Iterator<java.beans.FeatureDescriptor> getFeatureDescriptors(
      ELContext context, Object base) {
    return java.util.Collections.emptyIterator();
  }
}
