package dev.ashlar.ratelimit.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A value of a document and where it is; asks for what is expected there, and refuses everything else. */
record YamlNode(String path, Object value) {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)");

    boolean has(String key) {
        return map().containsKey(key);
    }

    YamlNode get(String key) {
        Object found = map().get(key);
        if (found == null) {
            throw new RulesFormatException(at(key), "must be set");
        }
        return new YamlNode(at(key), found);
    }

    /** The values of a list. */
    List<YamlNode> list() {
        if (!(value instanceof List<?> list)) {
            throw wrong("must be a list");
        }
        List<YamlNode> nodes = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            nodes.add(new YamlNode(path + "[" + i + "]", list.get(i) == null ? "" : list.get(i)));
        }
        return nodes;
    }

    /** A text; numbers and truth values are meant as they are written, so the document is read as texts alone. */
    String text() {
        if (value instanceof String text) {
            return text;
        }
        throw wrong("must be a text");
    }

    boolean truth() {
        if ("true".equals(value) || "false".equals(value)) {
            return "true".equals(value);
        }
        throw wrong("must be true or false");
    }

    long number() {
        if (value instanceof String text && WHOLE_NUMBER.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw wrong("must fit into 64 bits");
            }
        }
        throw wrong("must be a whole number");
    }

    void allowOnly(String... keys) {
        TreeSet<Object> unknown = new TreeSet<>();
        for (Object key : map().keySet()) {
            unknown.add(String.valueOf(key));
        }
        unknown.removeAll(List.of(keys));
        if (!unknown.isEmpty()) {
            throw new RulesFormatException(at(unknown.first().toString()), "is not known");
        }
    }

    RulesFormatException wrong(String rule) {
        return new RulesFormatException(path, rule + ": " + path.substring(path.lastIndexOf('.') + 1) + "=" + value);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private Map<?, ?> map() {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw path.isEmpty() ? new RulesFormatException("", "document must be a mapping") : wrong("must be a mapping");
    }
}
