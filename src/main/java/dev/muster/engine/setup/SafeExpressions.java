package dev.muster.engine.setup;

import java.util.Map;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.engine.impl.el.VariableContextElResolver;
import org.camunda.bpm.engine.impl.el.VariableScopeElResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ArrayELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.BeanELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.CompositeELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELException;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ListELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.MapELResolver;

/**
 * Expressions of diagrams see variables and the bean {@code ids}, nothing else: a diagram's author
 * cannot reach classes or Spring beans.
 */
final class SafeExpressions extends JuelExpressionManager {

  SafeExpressions() {
    super(Map.of("ids", new Ids()));
  }

  @Override
  protected ELResolver createElResolver() {
    var resolver = new CompositeELResolver();
    resolver.add(new VariableScopeElResolver());
    resolver.add(new VariableContextElResolver());
    resolver.add(new NamedBeans(beans));
    resolver.add(new ArrayELResolver(true));
    resolver.add(new ListELResolver(true));
    resolver.add(new MapELResolver(true));
    resolver.add(new FencedBeans());
    return resolver;
  }

  /** Bean properties and methods, but no way to a class or to the engine's services. */
  private static final class FencedBeans extends BeanELResolver {
    @Override
    public Object getValue(ELContext context, Object base, Object property) {
      return super.getValue(context, checked(base), checkedName(property));
    }

    @Override
    public Object invoke(
        ELContext context, Object base, Object method, Class<?>[] types, Object[] params) {
      return super.invoke(context, checked(base), checkedName(method), types, params);
    }

    private static Object checked(Object base) {
      if (base instanceof Class || base instanceof ClassLoader) {
        throw new ELException("expressions of diagrams may not use classes");
      }
      return base;
    }

    private static Object checkedName(Object name) {
      var text = String.valueOf(name).toLowerCase(java.util.Locale.ROOT);
      if (text.equals("class") || text.equals("getclass") || text.contains("processengine")) {
        throw new ELException("expressions of diagrams may not use " + name);
      }
      return name;
    }
  }
}
