'use strict'

/** The script of every page: theme, base URL, copy buttons, one language for all samples, and search. */

const root = document.documentElement

const remembered = (name) => {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

const remember = (name, value) => {
  try {
    localStorage.setItem(name, value)
  } catch {
    // Private windows may forbid storage. The choice is then not remembered.
  }
}

const all = (selector) => [...document.querySelectorAll(selector)]

const theme = remembered('gptget-theme')
if (theme) root.dataset.theme = theme

const switchTheme = () => {
  const isDark = root.dataset.theme
    ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset.theme = isDark ? 'light' : 'dark'
  remember('gptget-theme', root.dataset.theme)
}

const copyFrom = async (button) => {
  const shown = [...button.closest('.panels').querySelectorAll('pre')].find((pre) => pre.offsetParent)
  try {
    await navigator.clipboard.writeText(shown.textContent)
    button.textContent = 'Copied'
  } catch {
    getSelection().selectAllChildren(shown)
    button.textContent = 'Selected'
  }
  setTimeout(() => (button.textContent = 'Copy'), 1500)
}

const followLanguage = () => {
  const samples = all('input[name$="-sample"]')
  const choose = (language) => {
    for (const input of samples) if (input.value === language) input.checked = true
  }
  for (const input of samples)
    input.addEventListener('change', () => {
      const before = input.getBoundingClientRect().top
      choose(input.value)
      scrollBy({ top: input.getBoundingClientRect().top - before, behavior: 'instant' })
      remember('gptget-language', input.value)
    })
  choose(remembered('gptget-language'))
}

/** Scores a section: each search word must start one of its words, and words of the title count more. 0: no match. */
const scoreOf = ({ title, text }, words) => {
  let score = 0
  for (const word of words) {
    const begins = new RegExp(`(^|[^a-z0-9])${word.replaceAll(/[^a-z0-9]/g, '\\$&')}`, 'g')
    const inTitle = title.toLowerCase().match(begins)?.length ?? 0
    const inText = text.toLowerCase().match(begins)?.length ?? 0
    if (inTitle + inText === 0) return 0
    score += inTitle * 20 + Math.min(inText, 5)
  }
  return score
}

/** The text around the first word found. */
const excerptOf = (text, words) => {
  const at = Math.max(0, ...words.map((word) => text.toLowerCase().indexOf(word)))
  const start = at < 40 ? 0 : text.indexOf(' ', at - 40) + 1
  return `${start > 0 ? '… ' : ''}${text.slice(start, start + 120)}${text.length > start + 120 ? ' …' : ''}`
}

const MOST_RESULTS = 12

const resultOf = ({ title, place, href, text }, words) => {
  const link = Object.assign(document.createElement('a'), { href })
  link.append(
    Object.assign(document.createElement('strong'), { textContent: title }),
    Object.assign(document.createElement('span'), { className: 'place', textContent: place }),
    Object.assign(document.createElement('span'), {
      className: 'excerpt',
      textContent: excerptOf(text, words),
    }),
  )
  const item = document.createElement('li')
  item.append(link)
  return item
}

const startSearch = (field, results) => {
  let loading
  const load = () => (loading ??= fetch('/docs/search.json').then((response) => response.json()))
  field.addEventListener('focus', load, { once: true })
  field.addEventListener('input', async () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
    results.hidden = words.length === 0
    if (words.length === 0) return
    const sections = await load()
    const found = sections
      .map((section) => ({ section, score: scoreOf(section, words) }))
      .filter(({ score }) => score > 0)
      .sort((one, other) => other.score - one.score)
      .slice(0, MOST_RESULTS)
    const items = found.map(({ section }) => resultOf(section, words))
    if (items.length === 0)
      items.push(
        Object.assign(document.createElement('li'), { className: 'none', textContent: 'Nothing found.' }),
      )
    results.replaceChildren(...items)
  })
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      field.value = ''
      results.hidden = true
    }
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault()
      const first = results.querySelector('a')
      if (event.key === 'Enter') first?.click()
      else first?.focus()
    }
  })
  results.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key]
    if (!step) return
    event.preventDefault()
    const next = document.activeElement.closest('li')?.[step]?.querySelector('a')
    if (next) next.focus()
    else if (event.key === 'ArrowUp') field.focus()
  })
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input, textarea, select')) return
    event.preventDefault()
    field.focus()
  })
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.search')) results.hidden = true
  })
}

addEventListener('DOMContentLoaded', () => {
  for (const element of all('[data-script]')) element.hidden = false
  for (const element of all('[data-origin]')) element.textContent = location.origin
  document.querySelector('.theme').addEventListener('click', switchTheme)
  for (const button of all('.copy')) button.addEventListener('click', () => copyFrom(button))
  followLanguage()
  const field = document.querySelector('.find')
  if (field) startSearch(field, document.querySelector('.results'))
})
