package org.oncetodo.requests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The query parameters of a request, percent-decoded as UTF-8 (RFC 3986, 2.1: {@code +} is a plus, as in a key). Those
 * that nobody asks for are ignored, whatever they hold.
 */
public final class Parameters {

    /** One spelling for one number: ASCII digits, no sign, no leading zero. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** What a query may not hold (RFC 3986, 3.4), though servers let it pass. */
    private static final Pattern NO_QUERY = Pattern.compile("[^A-Za-z0-9\\-._~!$&'()*+,;=:@/?%]+");

    /** @param raw as sent: {@code limit=10} */
    private record Parameter(String raw, String name, Optional<String> value) {

        static Parameter of(String raw) {
            String[] parts = raw.split("=", 2);
            return new Parameter(
                    raw, decoded(parts[0]).orElse(parts[0]), parts.length == 2 ? decoded(parts[1]) : Optional.of(""));
        }
    }

    private final List<Parameter> parameters;

    private Parameters(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    /** Those of this request, from the query as it was sent: JAX-RS shows it with its mistakes mended. */
    public static Parameters of(HttpServletRequest request) {
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        return new Parameters(Arrays.stream(query.split("&"))
                .filter(raw -> !raw.isEmpty())
                .map(Parameter::of)
                .toList());
    }

    private static Optional<String> decoded(String raw) {
        try {
            return Optional.of(URLDecoder.decode(raw.replace("+", "%2B"), UTF_8));
        } catch (IllegalArgumentException badEscape) {
            return Optional.empty();
        }
    }

    /**
     * The one value of this parameter, empty where it is absent.
     *
     * @throws InvalidParameterException if it is repeated, or its percent-encoding is broken
     */
    public Optional<String> text(String name) {
        List<Parameter> found =
                parameters.stream().filter(p -> p.name().equals(name)).toList();
        if (found.size() > 1) {
            throw new InvalidParameterException("The parameter " + name + " is given more than once. Give it once.");
        }
        return found.stream()
                .map(p -> p.value()
                        .orElseThrow(() -> new InvalidParameterException(
                                "The percent-encoding of the parameter " + name + " is broken.")))
                .findAny();
    }

    /**
     * The whole number that this parameter is, {@code otherwise} where it is absent.
     *
     * @throws InvalidParameterException if it is anything but digits, or not within {@code least} and {@code most}
     */
    public long number(String name, long least, long most, long otherwise) {
        return text(name)
                .map(text -> number(text)
                        .filter(number -> least <= number && number <= most)
                        .orElseThrow(() -> new InvalidParameterException(
                                "The parameter %s must be a whole number from %d to %d.".formatted(name, least, most))))
                .orElse(otherwise);
    }

    /** The number that this text is in the one spelling that a number from 0 to 2^63-1 has. */
    public static Optional<Long> number(String text) {
        try {
            return NUMBER.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
        } catch (NumberFormatException beyond64Bits) {
            return Optional.empty();
        }
    }

    /** @throws InvalidParameterException if it is neither {@code true} nor {@code false} */
    public Optional<Boolean> bool(String name) {
        return text(name).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidParameterException("The parameter " + name + " must be true or false.");
        });
    }

    /** The query of this request with this parameter set to that value, all others as they were sent. */
    public String with(String name, long value) {
        return Stream.concat(
                        parameters.stream().filter(p -> !p.name().equals(name)).map(Parameter::raw),
                        Stream.of(name + "=" + value))
                .map(raw -> NO_QUERY.matcher(raw).replaceAll(found -> URLEncoder.encode(found.group(), UTF_8)))
                .collect(joining("&"));
    }
}
