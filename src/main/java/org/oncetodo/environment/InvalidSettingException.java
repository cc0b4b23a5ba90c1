package org.oncetodo.environment;

/** A setting makes no sense, so the deployment stops; the message names the setting and says what it may be. */
public class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidSettingException(String name, String value, String wanted) {
        super("The setting %s must be %s, but is \"%s\".".formatted(name, wanted, value));
    }

    /** Without its value, which may hold a password. */
    InvalidSettingException(String name, String wanted) {
        super("The setting %s must be %s.".formatted(name, wanted));
    }
}
