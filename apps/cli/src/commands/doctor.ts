import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { examine, type Finding } from '../doctor/checks.ts'
import { styled } from '../output/style.ts'
import { wrap } from '../output/wrap.ts'
import { tableWidth, type Terminal } from '../terminal.ts'
import { withJson, type Json } from './with-json.ts'

const MARKS = { ok: ['green', '✓'], note: ['yellow', '!'], wrong: ['red', '✗'] } as const

export const addDoctor = (program: Command, context: Context): void => {
  withJson(program.command('doctor').description('look for problems')).action((options: Json) =>
    doctor(context, options),
  )
}

const doctor = async (context: Context, options: Json): Promise<void> => {
  const { stdout } = context.terminal
  const findings: Finding[] = []
  for await (const finding of examine(context)) {
    findings.push(finding)
    if (!options.json) stdout.write(`${show(context.terminal, finding)}\n`)
  }
  if (options.json) context.show(options, findings, () => '')
  const wrong = findings.filter(({ state }) => state === 'wrong').length
  if (wrong > 0) throw new CliError(wrong === 1 ? 'Found one problem.' : `Found ${wrong} problems.`)
}

/** Width of the columns for the mark and the name. */
const INDENT = 12

const show = (terminal: Terminal, { name, state, text, advice }: Finding): string => {
  const { stdout } = terminal
  const [color, mark] = MARKS[state]
  const said = wrap(text, tableWidth(terminal) - INDENT).replaceAll('\n', `\n${' '.repeat(INDENT)}`)
  const line = `${styled(stdout, color, mark)} ${name.padEnd(INDENT - 3)} ${said}`
  if (advice === undefined) return line
  const hint = wrap(advice, tableWidth(terminal) - INDENT).replaceAll(/^/gm, ' '.repeat(INDENT))
  return `${line}\n${styled(stdout, 'dim', hint)}`
}
