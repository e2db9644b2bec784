import { spawn } from 'node:child_process'
import type { Terminal } from './terminal.ts'

const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Opens a URL in the browser. Returns false without trying over SSH, without a screen, and without a terminal. */
export const openInBrowser = ({ env, stderr }: Terminal, url: string): boolean => {
  const hasScreen =
    process.platform !== 'linux' ||
    Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['WSL_DISTRO_NAME'])
  const opener = OPENERS[process.platform]
  if (!stderr.isTTY || !hasScreen || env['SSH_CONNECTION'] || opener === undefined) return false
  const [program, ...args] = opener
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  // If the opener is missing, the user has the printed link.
  child.on('error', () => {})
  child.unref()
  return true
}
