export * from './bus.ts'
export { CLAIM_LIFETIME_MS, type Claims } from './claims.ts'
export * from './connect.ts'
export * from './exchange.ts'
export * from './join-bus.ts'
export {
  HOST_USER,
  loginUrl,
  NATS_USERS,
  passwordOf,
  permissionsOf,
  printAuthorization,
  type NatsUser,
} from './nats-permissions.ts'
export { restrictAccess } from './restrict-access.ts'
export * from './stream-call.ts'
