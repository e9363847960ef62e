package reactor.valkka.benchmarks.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import reactor.valkka.ValkkaException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Figures for programs.
 *
 * @param bench name of the measurement
 * @param quick whether less than a minute had to do, which figures of a whole one do not compare to
 * @param machine that they are of
 * @param figures what was measured
 */
record JsonReport(String bench, boolean quick, Machine machine, Record figures) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    void write(Path file) {
        try {
            Files.writeString(file, text());
        } catch (IOException e) {
            throw new ValkkaException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private String text() throws JsonProcessingException {
        return MAPPER.writeValueAsString(this) + '\n';
    }
}
