/** The value of a Python expression of calls and literals: `Tier(start=1)` is `{ is: 'Tier', args: [], start: 1 }`. */
export type PythonValue = string | number | boolean | null | PythonValue[] | { [name: string]: PythonValue }

const TOKEN =
  /\s+|#[^\n]*|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<number>-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_][\w.]*)|(?<sign>[()[\]{},:=])/gy

type Token = { kind: 'text' | 'number' | 'name' | 'sign'; text: string }

/**
 * Parses one expression of calls, lists, dicts and literals, without running it. `source` begins with the expression;
 * the rest is ignored.
 *
 * @throws SyntaxError for anything else
 */
export const readPythonLiteral = (source: string): PythonValue => new Reader(tokensOf(source)).value()

function* tokensOf(source: string): Generator<Token> {
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex
    const groups = TOKEN.exec(source)?.groups
    if (groups === undefined)
      throw new SyntaxError(`Not a Python literal at ${at}: ${source.slice(at, at + 40)}`)
    for (const kind of ['text', 'number', 'name', 'sign'] as const) {
      const text = groups[kind]
      if (text !== undefined) yield { kind, text }
    }
  }
}

class Reader {
  readonly #tokens: Generator<Token>
  #next: Token | undefined

  constructor(tokens: Generator<Token>) {
    this.#tokens = tokens
    this.#advance()
  }

  value(): PythonValue {
    const { kind, text } = this.#take()
    switch (kind) {
      case 'number':
        return Number(text.replaceAll('_', ''))
      case 'text':
        return this.#joined(unquote(text))
      case 'name':
        return this.#named(text)
      case 'sign':
        if (text === '[') return this.#list(']')
        if (text === '{') return this.#dict()
        throw new SyntaxError(`Unexpected ${text}`)
    }
  }

  /** Adjacent string literals are one string. */
  #joined(text: string): string {
    return this.#next?.kind === 'text' ? this.#joined(text + unquote(this.#take().text)) : text
  }

  #named(name: string): PythonValue {
    if (name === 'None') return null
    if (name === 'True' || name === 'False') return name === 'True'
    if (!this.#is('(')) return name
    this.#take()
    const args: PythonValue[] = []
    const call: { [name: string]: PythonValue } = { is: name.split('.').at(-1)!, args }
    while (!this.#is(')')) {
      const value = this.value()
      if (this.#is('=')) {
        this.#take()
        call[String(value)] = this.value()
      } else args.push(value)
      this.#skipComma()
    }
    this.#take()
    return call
  }

  #list(end: string): PythonValue[] {
    const values: PythonValue[] = []
    while (!this.#is(end)) {
      values.push(this.value())
      this.#skipComma()
    }
    this.#take()
    return values
  }

  #dict(): PythonValue {
    const fields: { [name: string]: PythonValue } = {}
    while (!this.#is('}')) {
      const name = String(this.value())
      this.#take()
      fields[name] = this.value()
      this.#skipComma()
    }
    this.#take()
    return fields
  }

  #skipComma(): void {
    if (this.#is(',')) this.#take()
  }

  #is(sign: string): boolean {
    return this.#next?.kind === 'sign' && this.#next.text === sign
  }

  #take(): Token {
    const token = this.#next
    if (token === undefined) throw new SyntaxError('The literal is incomplete')
    this.#advance()
    return token
  }

  #advance(): void {
    this.#next = this.#tokens.next().value as Token | undefined
  }
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r' }

const unquote = (literal: string): string =>
  literal.slice(1, -1).replaceAll(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped)
