import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { examine, type Finding } from '../doctor/checks.ts'
import { styled } from '../output/style.ts'
import { withJson, type Json } from './with-json.ts'

const MARKS = { ok: ['green', '✓'], note: ['yellow', '!'], wrong: ['red', '✗'] } as const

export const addDoctor = (program: Command, context: Context): void => {
  withJson(program.command('doctor').description('find out what is wrong')).action((options: Json) =>
    doctor(context, options),
  )
}

const doctor = async (context: Context, options: Json): Promise<void> => {
  const { stdout } = context.terminal
  const findings: Finding[] = []
  for await (const finding of examine(context)) {
    findings.push(finding)
    if (!options.json) stdout.write(`${show(stdout, finding)}\n`)
  }
  if (options.json) context.show(options, findings, () => '')
  const wrong = findings.filter(({ state }) => state === 'wrong').length
  if (wrong > 0) throw new CliError(wrong === 1 ? 'One thing is wrong.' : `${wrong} things are wrong.`)
}

const show = (stdout: NodeJS.WriteStream, { name, state, text, advice }: Finding): string => {
  const [colour, mark] = MARKS[state]
  const line = `${styled(stdout, colour, mark)} ${name.padEnd(9)} ${text}`
  return advice === undefined ? line : `${line}\n            ${styled(stdout, 'dim', advice)}`
}
