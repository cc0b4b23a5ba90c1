package org.oncetodo.json;

import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.json.stream.JsonParserFactory;
import java.util.Map;

/** Looked up once: {@code jakarta.json.Json} searches the class path for its provider at every call. */
final class Factories {

    private static final JsonProvider PROVIDER = JsonProvider.provider();

    static final JsonGeneratorFactory GENERATORS = PROVIDER.createGeneratorFactory(Map.of());
    static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());

    private Factories() {}
}
