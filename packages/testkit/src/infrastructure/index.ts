export { createTestDatabase, type TestDatabase } from './create-test-database.ts'
export { startTestNats, startTestPostgres, testNatsUrl, type TestServer } from './start-test-servers.ts'
