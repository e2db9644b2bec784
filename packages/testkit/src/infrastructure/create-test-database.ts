import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { readTestRun } from './test-run.ts'

export type TestDatabase = {
  /** The URL of a new, empty database. */
  url: string
  /** Closes every connection to it and drops it. */
  drop(): Promise<void>
}

/** Creates a database for a test file on the Postgres of the test run (about 60 ms). */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const serverUrl = await findServer()
  const name = `test_${randomBytes(6).toString('hex')}`
  await execute(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => execute(serverUrl, `drop database if exists ${name} with (force)`) }
}

const findServer = async (): Promise<string> => {
  const response = await fetch(readTestRun('postgresAddress'))
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}

const execute = async (url: string, sql: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
