import { expect, it } from 'vitest'
import { runAdmin } from './run-admin.ts'

const help = async (...argv: string[]): Promise<{ code: number; out: string; talk: string }> => {
  const out: string[] = []
  const talk: string[] = []
  const code = await runAdmin([...argv, '--help'], {
    env: {},
    print: (text) => out.push(text),
    talk: (text) => talk.push(text),
    now: () => new Date(0),
  })
  return { code, out: out.join('\n'), talk: talk.join('\n') }
}

/** The commands that a help text lists. */
const commandsIn = (text: string): string[] => {
  const [listed = ''] = text.split('\nCommands:\n')[1]?.split('\n\n') ?? []
  return [...listed.matchAll(/^ {2}(\w[\w-]*)/gm)].map(([, name]) => name!).filter((name) => name !== 'help')
}

it('the help has a description for the program and each of its commands', async () => {
  const explain = async (argv: string[]): Promise<number> => {
    const { code, out, talk } = await help(...argv)
    expect({ argv, code, talk }).toEqual({ argv, code: 0, talk: '' })
    expect(out).toContain('Usage: ')
    const below = await Promise.all(commandsIn(out).map((name) => explain([...argv, name])))
    return below.reduce((sum, count) => sum + count, 1)
  }
  expect(await explain([])).toBeGreaterThan(15)
})
