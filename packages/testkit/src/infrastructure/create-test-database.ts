import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { readTestRun } from './test-run.ts'

export type TestDatabase = {
  /** `DATABASE_URL` of a new, empty database. */
  url: string
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>
}

/** A database of its own for a test file (about 60 ms), on the Postgres of the test run. */
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
