import { globSync } from 'node:fs'
import { homedir } from 'node:os'
import { runProgram } from '../conformance/suites/run-program.ts'

export type Python = { command: string; version: string }

/** Where interpreters stand: the system's, those of pyenv and of uv, and what is on the PATH. */
const places = (): string[] => {
  const home = homedir()
  const onPath = ['python3', ...Array.from({ length: 10 }, (_, minor) => `python3.${minor + 9}`)]
  return [
    '/usr/bin/python3',
    ...globSync(`${home}/.pyenv/versions/*/bin/python3`),
    ...globSync(`${home}/.local/share/uv/python/*/bin/python3`),
    ...onPath,
  ]
}

const DESCRIBE =
  'import sys, ensurepip; print("%d.%d.%d" % sys.version_info[:3]); sys.exit(sys.version_info < (3, 9))'

/** Every Python from 3.9 on that this machine has: of each minor version the newest, oldest first. */
export const findPythons = async (): Promise<Python[]> => {
  const found = new Map<string, string>()
  for (const command of places()) {
    const { code, output } = await runProgram(command, ['-c', DESCRIBE], {
      cwd: '/',
      timeoutMs: 10_000,
    }).catch(() => ({ code: 1, output: '' }))
    const version = output.trim()
    if (code === 0 && !found.has(version)) found.set(version, command)
  }
  const all = [...found].map(([version, command]) => ({ version, command })).toSorted(byVersion)
  const newest = new Map(all.map((python) => [python.version.split('.', 2).join('.'), python]))
  return [...newest.values()]
}

const byVersion = (one: Python, other: Python): number =>
  one.version.localeCompare(other.version, undefined, { numeric: true })
