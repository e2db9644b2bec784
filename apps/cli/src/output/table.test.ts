import { expect, it } from 'vitest'
import { showPerMillion, showUsd } from './amounts.ts'
import { showTable } from './table.ts'
import { wrap } from './wrap.ts'

const ROWS = [
  ['a', 'short', 'x'],
  ['bb', '日本語のとても長い名前です', 'y'],
]

it('a table aligns columns that contain wide characters', () => {
  expect(showTable(['ID', 'NAME', 'END'], ROWS, Infinity).split('\n')).toEqual([
    'ID  NAME                        END',
    'a   short                       x',
    'bb  日本語のとても長い名前です  y',
  ])
})

it('a table fits into the terminal: cuts the last column that fits and omits the others', () => {
  expect(showTable(['ID', 'NAME', 'END'], ROWS, 20).split('\n')).toEqual([
    'ID  NAME',
    'a   short',
    'bb  日本語のとても…',
  ])
})

it('a table shows small amounts of money with their significant digits', () => {
  expect([0, 1.5, 0.0000048, 0.00027, -2].map(showUsd)).toEqual([
    '$0.00',
    '$1.50',
    '$0.0000048',
    '$0.00027',
    '$-2.00',
  ])
  expect(showPerMillion('0.0000025')).toBe('$2.50')
})

it('a table wraps text between words and never within one', () => {
  expect(wrap('error: http://a.b/a-long-address cannot be reached', 20)).toBe(
    'error:\nhttp://a.b/a-long-address\ncannot be reached',
  )
  expect(wrap('a b', Infinity)).toBe('a b')
})
