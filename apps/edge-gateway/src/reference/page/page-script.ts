/** What the page does beyond being read: theme, copying, finding, one language for all samples. */
export const PAGE_SCRIPT = `'use strict'
const root = document.documentElement
const remembered = (name) => {
  try { return localStorage.getItem(name) } catch { return null }
}
const remember = (name, value) => {
  try { localStorage.setItem(name, value) } catch { return }
}
const theme = remembered('gptget-theme')
if (theme) root.dataset.theme = theme

addEventListener('DOMContentLoaded', () => {
  const all = (selector) => [...document.querySelectorAll(selector)]
  for (const element of all('[hidden]')) element.hidden = false

  for (const element of all('[data-origin]')) element.textContent = location.origin

  document.querySelector('.theme').addEventListener('click', () => {
    const isDark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches
    root.dataset.theme = isDark ? 'light' : 'dark'
    remember('gptget-theme', root.dataset.theme)
  })

  for (const button of all('.copy')) {
    button.addEventListener('click', async () => {
      const shown = [...button.closest('.panels').querySelectorAll('pre')].find((pre) => pre.offsetParent)
      try {
        await navigator.clipboard.writeText(shown.textContent)
        button.textContent = 'Copied'
      } catch {
        getSelection().selectAllChildren(shown)
        button.textContent = 'Selected'
      }
      setTimeout(() => { button.textContent = 'Copy' }, 1500)
    })
  }

  const samples = all('input[name$="-sample"]')
  const choose = (language) => {
    for (const input of samples) if (input.value === language) input.checked = true
  }
  for (const input of samples) {
    input.addEventListener('change', () => {
      const before = input.getBoundingClientRect().top
      choose(input.value)
      scrollBy({ top: input.getBoundingClientRect().top - before, behavior: 'instant' })
      remember('gptget-language', input.value)
    })
  }
  choose(remembered('gptget-language'))

  const find = document.querySelector('.find')
  find.addEventListener('input', () => {
    const words = find.value.toLowerCase().split(/\\s+/)
    for (const entry of all('[data-find]'))
      entry.hidden = !words.every((word) => entry.dataset.find.includes(word))
  })
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input')) return
    event.preventDefault()
    find.focus()
  })

  const links = new Map(all('.contents a').map((link) => [link.hash.slice(1), link]))
  const places = all('main [id]').filter(({ id }) => links.has(id))
  const follow = () => {
    const current = places.findLast((place) => place.getBoundingClientRect().top < 120)
    for (const link of links.values()) link.removeAttribute('aria-current')
    links.get(current?.id ?? 'top')?.setAttribute('aria-current', 'true')
  }
  addEventListener('scroll', () => requestAnimationFrame(follow), { passive: true })
  follow()
})
`
