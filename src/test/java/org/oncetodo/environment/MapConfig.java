package org.oncetodo.environment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.oncetodo.requests.Requests;

/** The settings that a test names, and no others. */
public final class MapConfig implements Config {

    private final Map<String, String> values = new HashMap<>();

    private MapConfig(String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    /** The settings of a deployment where these are set: name, value, name, value. */
    public static Settings settings(String... namesAndValues) {
        return Settings.of(new MapConfig(namesAndValues));
    }

    @Override
    public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
        return Optional.ofNullable(values.get(name))
                .filter(value -> !value.isEmpty()) // as the specification has it (3.0, empty values)
                .map(type::cast);
    }

    @Override
    public <T> T getValue(String name, Class<T> type) {
        return getOptionalValue(name, type).orElseThrow();
    }

    @Override
    public ConfigValue getConfigValue(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<String> getPropertyNames() {
        return values.keySet();
    }

    @Override
    public Iterable<ConfigSource> getConfigSources() {
        return List.of(Requests.stub(ConfigSource.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getValue" -> values.get(arguments[0]);
            default -> throw new UnsupportedOperationException(method.getName());
        }));
    }

    @Override
    public <T> Optional<Converter<T>> getConverter(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }
}
