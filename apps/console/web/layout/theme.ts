import { useState } from 'react'

const NAME = 'theme'
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const read = (): Theme => THEMES.find((theme) => theme === localStorage.getItem(NAME)) ?? 'system'

const apply = (theme: Theme): void => {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

/** Applies the theme that was chosen before. */
export const applyStoredTheme = (): void => apply(read())

export const useTheme = (): [Theme, (theme: Theme) => void] => {
  const [theme, setTheme] = useState(read)
  const choose = (chosen: Theme) => {
    localStorage.setItem(NAME, chosen)
    apply(chosen)
    setTheme(chosen)
  }
  return [theme, choose]
}
