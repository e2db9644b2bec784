import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'

const REPOSITORY = path.resolve(import.meta.dirname, '../../..')

it('the bootstrap has an existing program for the command of every npm script', async () => {
  const { COMMANDS } = (await import(path.join(REPOSITORY, 'infra/onebox/bootstrap/commands.mjs'))) as {
    COMMANDS: Record<string, string[]>
  }
  const { scripts } = JSON.parse(await readFile(path.join(REPOSITORY, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const handedOver = Object.entries(scripts).flatMap(([name, script]) => {
    const [, command] = /bootstrap\.mjs (\S+)$/.exec(script) ?? []
    return command === undefined ? [] : [[name, command]]
  })
  expect(handedOver.toSorted()).toEqual(
    Object.keys(COMMANDS)
      .map((command) => [command, command])
      .toSorted(),
  )
  const programs = Object.values(COMMANDS).map((words) => words.find((word) => !word.startsWith('--'))!)
  expect(programs.filter((program) => !existsSync(path.join(REPOSITORY, program)))).toEqual([])
})
