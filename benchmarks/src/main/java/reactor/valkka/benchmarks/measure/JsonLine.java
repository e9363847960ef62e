package reactor.valkka.benchmarks.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import reactor.valkka.ValkkaException;

/** What the processes of a measurement tell each other: records, each a line of JSON. */
public final class JsonLine {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonLine() {}

    /** A record as a line, without the end of the line. */
    public static String print(Record record) {
        try {
            return MAPPER.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new ValkkaException("cannot print a " + record.getClass().getSimpleName(), e);
        }
    }

    /** The record in a line. */
    public static <R extends Record> R parse(String line, Class<R> type) {
        try {
            return MAPPER.readValue(line, type);
        } catch (JsonProcessingException e) {
            throw new ValkkaException(
                    "expected a " + type.getSimpleName() + ", a process of the measurement said: "
                            + line,
                    e);
        }
    }
}
