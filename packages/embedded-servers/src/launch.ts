// What starts servers that are installed already, without what installing them needs: little enough to be loaded by a
// process that does nothing but keep others running.
export type { EmbeddedServer } from './embedded-server.ts'
export { findFreePort } from './find-free-port.ts'
export { startNats } from './nats/start-nats.ts'
export { launchPostgres } from './postgres/launch-postgres.ts'
export { rememberPassword } from './remember-password.ts'
export { isRunning } from './stop-left-over.ts'
