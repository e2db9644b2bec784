/** The texts of the budget page. */
export const budget = {
  title: 'Budget',
  text: 'Owners, admins and billing members get an email at 50, 80 and 100% of the monthly budget. A budget does not stop requests; the limits of API keys do.',
  noMail: 'This GptGet cannot send email. This page shows how much of the budget is spent.',
  amount: 'Monthly budget in US dollars',
  amountHint: 'Months are in UTC. Empty: no budget.',
  spent: (spent: string, budget: string) => `${spent} of ${budget}`,
  thisMonth: (month: string) => `Spent in ${month}`,
  reached: (percent: number) => `${percent}%`,
  mayNot: 'Your role can see the budget but not change it.',
}
