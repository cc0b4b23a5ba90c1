package org.oncetodo.environment;

import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Injection by type: what a class asks for in its constructor or its annotated fields is given, or made likewise. */
public final class Beans {

    private final List<Object> beans = new ArrayList<>();

    public Beans(Object... given) {
        beans.addAll(Arrays.asList(given));
    }

    /** As many as those, and these. */
    public Beans with(Object... given) {
        Beans more = new Beans(given);
        more.beans.addAll(beans);
        return more;
    }

    /** The bean of this type, the same at every call. */
    public <B> B get(Class<B> type) {
        return beans.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseGet(() -> make(type));
    }

    private <B> B make(Class<B> type) {
        try {
            Constructor<?> constructor = Arrays.stream(type.getDeclaredConstructors())
                    .filter(candidate -> candidate.isAnnotationPresent(Inject.class))
                    .findAny()
                    .orElseGet(() -> type.getDeclaredConstructors()[0]);
            constructor.setAccessible(true);
            B bean = type.cast(constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                    .map(this::get)
                    .toArray()));
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && field.getAnnotations().length > 0) {
                    field.setAccessible(true);
                    field.set(bean, get(field.getType()));
                }
            }
            beans.add(bean);
            return bean;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
