// Starts installed servers, without the code to install them: small enough for a process that only keeps others
// running.
export type { EmbeddedServer } from './embedded-server.ts'
export { findFreePort } from './find-free-port.ts'
export { startNats } from './nats/start-nats.ts'
export { launchPostgres } from './postgres/launch-postgres.ts'
export { rememberPassword } from './remember-password.ts'
export { isRunning } from './stop-left-over.ts'
