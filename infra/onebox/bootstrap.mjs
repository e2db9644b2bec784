// Turns a clone into a running command on any Node >= 18 with npm: fetches the Node and the pnpm this repository is
// written for, installs the workspace when it changed, and hands over. Plain JavaScript with no packages: it runs first.
import { connectProcess } from './bootstrap/connect-process.mjs'
import { ensureTools } from './bootstrap/ensure-tools.mjs'
import { installWorkspace, isWorkspaceInstalled } from './bootstrap/install-workspace.mjs'
import { fail } from './bootstrap/report.mjs'

/** What each command runs, from the top of the repository. */
const COMMANDS = {
  start: ['infra/onebox/src/start/main.ts'],
  test: ['infra/onebox/src/test/main.ts'],
  admin: ['apps/admin/src/main.ts'],
  bench: ['bench/src/main.ts'],
  'bench:micro': [
    'node_modules/vitest/vitest.mjs',
    'bench',
    '--run',
    '--config',
    'bench/micro/vitest.config.ts',
  ],
  conformance: ['tests/conformance/publish.ts'],
  'prove:money': ['tests/proofs/money/main.ts'],
}

const [command, ...args] = process.argv.slice(2)
const program = COMMANDS[command]
if (program === undefined) fail(`Unknown command ${command}. One of: ${Object.keys(COMMANDS).join(', ')}`)
if (Number(process.versions.node.split('.')[0]) < 18) {
  fail(
    `This is Node ${process.versions.node}. Install Node 18 or later (https://nodejs.org) and run the command again.`,
  )
}
if (process.platform === 'win32') fail('Windows is not supported directly. Run this inside WSL 2.')

try {
  const isInstalled = isWorkspaceInstalled()
  const tools = await ensureTools({ isPnpmNeeded: !isInstalled || command === 'test' })
  if (!isInstalled) await installWorkspace(tools)
  connectProcess(tools, [...program, ...args])
} catch (error) {
  fail(error.message)
}
