export { createTestDatabase, type TestDatabase } from './create-test-database.ts'
export {
  startTestMail,
  startTestNats,
  startTestPostgres,
  startTestS3,
  startTestStripe,
  testNatsUrl,
  type TestS3,
  type TestServer,
} from './start-test-servers.ts'
export { startPodman, whyNoPodman, type Podman } from './podman.ts'
