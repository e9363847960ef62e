/**
 * Doctors: {@link reactor.valkka.doctor.CameraDoctor} examines a camera, {@link
 * reactor.valkka.doctor.MachineDoctor} the machine that reads it.
 */
@NullMarked
package reactor.valkka.doctor;

import org.jspecify.annotations.NullMarked;
