// Runs a command of this repository in a fresh clone, with any Node >= 18 and npm: downloads the pinned Node and pnpm,
// installs the workspace if it changed, and runs the command. It is plain JavaScript without packages, because it runs
// before the install.
import { whyNotReady } from './bootstrap/check-prerequisites.mjs'
import { buildPages } from './bootstrap/build-pages.mjs'
import { buildServices } from './bootstrap/build-services.mjs'
import { COMMANDS, NEEDS_PAGES, NEEDS_SERVICES } from './bootstrap/commands.mjs'
import { connectProcess } from './bootstrap/connect-process.mjs'
import { ensureTools } from './bootstrap/ensure-tools.mjs'
import { installWorkspace, isWorkspaceInstalled } from './bootstrap/install-workspace.mjs'
import { fail } from './bootstrap/report.mjs'

const [command, ...args] = process.argv.slice(2)
const program = COMMANDS[command]
if (program === undefined) fail(`Unknown command ${command}. One of: ${Object.keys(COMMANDS).join(', ')}`)
if (Number(process.versions.node.split('.')[0]) < 18) {
  fail(
    `This is Node ${process.versions.node}. Install Node 18 or later (https://nodejs.org) and run the command again.`,
  )
}
if (process.platform === 'win32') fail('Windows is not supported directly. Run this inside WSL 2.')

if (command !== 'admin') {
  const reason = await whyNotReady(command, process.env)
  if (reason !== undefined) fail(reason)
}

try {
  const isInstalled = isWorkspaceInstalled()
  const tools = await ensureTools({ isPnpmNeeded: !isInstalled || command === 'test' })
  if (!isInstalled) await installWorkspace(tools)
  if (NEEDS_PAGES.has(command)) await buildPages(tools)
  const bundle = NEEDS_SERVICES.has(command) ? await buildServices(tools) : undefined
  connectProcess(tools, [...program, ...args], { GPTGET_BUNDLE: process.env.GPTGET_BUNDLE ?? bundle })
} catch (error) {
  fail(error.message)
}
