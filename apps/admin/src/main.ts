#!/usr/bin/env node
import { withOwnSecrets } from '@gptget/runtime/secret-files'
import { runAdmin } from './run-admin.ts'

// A reader such as `head` closes the pipe when it has read enough. This is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await runAdmin(process.argv.slice(2), {
  env: withOwnSecrets(process.env),
  print: (text) => process.stdout.write(`${text}\n`),
  talk: (text) => process.stderr.write(`${text}\n`),
  now: () => new Date(),
})
