import type { FileUse, Syntax } from './literal.ts'

const WORDS = { null: 'null', true: 'true', false: 'false' }

export const JAVASCRIPT: Syntax = {
  words: WORDS,
  indent: '  ',
  file: ({ name, mediaType, form }: FileUse) => {
    const content = `readFileSync(${JSON.stringify(name)}, 'base64')`
    return form === 'base64' ? content : `\`data:${mediaType};base64,\${${content}}\``
  },
}

export const PYTHON: Syntax = {
  words: { null: 'None', true: 'True', false: 'False' },
  indent: '    ',
  file: ({ name, mediaType, form }: FileUse) => {
    const content = `b64encode(Path(${JSON.stringify(name)}).read_bytes()).decode()`
    return form === 'base64' ? content : `"data:${mediaType};base64," + ${content}`
  },
}

/** JSON in a shell's here-document, where a dollar sign must be escaped. */
export const SHELL_JSON: Syntax = {
  words: WORDS,
  indent: '  ',
  text: (quoted) => quoted.replaceAll(/[\\$`]/g, '\\$&'),
  file: ({ name, mediaType, form }: FileUse) => {
    const content = `$(base64 < '${name.replaceAll("'", "'\\''")}' | tr -d '\\n')`
    return form === 'base64' ? `"${content}"` : `"data:${mediaType};base64,${content}"`
  },
}
