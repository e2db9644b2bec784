import { describe, expect, it } from 'vitest'
import { DEFAULT_PLAN, QUICK_PLAN } from './measure/plan.ts'
import { benchHelp, parseBenchArguments } from './parse-arguments.ts'

const optionsOf = (...argv: string[]) => {
  const parsed = parseBenchArguments(argv)
  if (parsed.kind !== 'run') throw new Error(`parsed as ${parsed.kind}`)
  return parsed.options
}

describe('the command line of the bench', () => {
  it('measures everything three times by default', () => {
    expect(optionsOf()).toEqual({ plan: DEFAULT_PLAN, targets: null, isScale: false, longMs: null })
  })

  it('accepts fewer rounds, fewer targets and less time', () => {
    expect(optionsOf('--quick').plan).toEqual(QUICK_PLAN)
    expect(optionsOf('--quick', '--rounds', '5').plan).toEqual({ ...QUICK_PLAN, rounds: 5 })
    expect(optionsOf('--targets', 'ours, nginx').targets).toEqual(['ours', 'nginx'])
  })

  it('runs long for ten minutes or the given number', () => {
    expect(optionsOf('--long').longMs).toBe(600_000)
    expect(optionsOf('--long', '--minutes', '0.5').longMs).toBe(30_000)
  })

  it('measures desktops on request', () => {
    expect(parseBenchArguments(['--computers'])).toEqual({ kind: 'computers' })
  })

  it.each([
    [['--rounds', 'many'], /--rounds takes a number above zero, not "many"/],
    [['--long', '--minutes', '0'], /--minutes takes/],
    [['--fast'], /--fast/],
  ])('refuses %j with a reason', (argv, reason) => {
    expect(parseBenchArguments(argv)).toEqual({ kind: 'invalid', reason: expect.stringMatching(reason) })
  })

  it('has a help that lists the targets', () => {
    expect(parseBenchArguments(['--help'])).toEqual({ kind: 'help' })
    expect(benchHelp([{ id: 'ours', title: 'Ours' }])).toContain('ours')
  })
})
