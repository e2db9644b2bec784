import { spawn } from 'node:child_process'
import type { Terminal } from './terminal.ts'

const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Whether a browser was asked to open this: not over SSH, nor where there is no screen or no person. */
export const openInBrowser = ({ env, stderr }: Terminal, url: string): boolean => {
  const hasScreen =
    process.platform !== 'linux' ||
    Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['WSL_DISTRO_NAME'])
  const opener = OPENERS[process.platform]
  if (!stderr.isTTY || !hasScreen || env['SSH_CONNECTION'] || opener === undefined) return false
  const [program, ...args] = opener
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  // Where the opener is missing the link that was printed is enough.
  child.on('error', () => {})
  child.unref()
  return true
}
