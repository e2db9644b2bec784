export { createTestDatabase, type TestDatabase } from './create-test-database.ts'
export {
  startTestNats,
  startTestPostgres,
  startTestS3,
  testNatsUrl,
  type TestS3,
  type TestServer,
} from './start-test-servers.ts'
export { startPodman, whyNoPodman, type Podman } from './podman.ts'
