import { Command } from 'commander'
import { expect, it } from 'vitest'
import { formatHelpItem } from './help-item.ts'

const helpAt = (helpWidth: number): string => {
  const program = new Command('p').configureHelp({ formatItem: formatHelpItem, helpWidth })
  program.command('screenshot <computer>').description('take a picture of the screen of a computer')
  return program.helpInformation()
}

it('the help puts descriptions below their terms in a narrow terminal and never breaks a word', () => {
  const help = helpAt(34)
  expect(help).toContain('  screenshot <computer>\n      take a picture of the screen\n      of a computer\n')
  expect(help.split('\n').filter((line) => line.length > 34)).toEqual([])
})

it('the help puts descriptions beside their terms in a wide terminal', () => {
  expect(helpAt(90)).toContain('  screenshot <computer>  take a picture of the screen of a computer\n')
})
