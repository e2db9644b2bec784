import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { m } from '../messages/index.ts'
import { classes } from './classes.ts'

type PageProps = {
  title: string
  text?: string
  actions?: ReactNode
  width?: 'normal' | 'wide'
  children: ReactNode
}

/** The frame of a page with its heading. */
export const Page = ({ title, text, actions, width = 'normal', children }: PageProps) => {
  useTitle(title)
  return (
    <div
      className={classes(
        'mx-auto w-full px-4 py-6 sm:px-8 sm:py-8',
        width === 'wide' ? 'max-w-7xl' : 'max-w-5xl',
      )}
    >
      <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
        <div>
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          {text && <p className="mt-1 max-w-2xl text-soft">{text}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export const useTitle = (title: string): void => {
  useEffect(() => {
    document.title = `${title} · ${m.product}`
  }, [title])
}
