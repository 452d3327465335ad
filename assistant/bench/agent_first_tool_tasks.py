"""Tasks as people write them, by the tool that is to be called first, and documents that some of them are about."""

from collections.abc import Mapping

# Beside the sample library: two versions of one text, and a table.
DOCUMENTS: Mapping[str, str] = {
    "house-rules-2024.md": """# House rules 2024

- Quiet hours are from 22:00 to 6:00.
- Bicycles stand in the yard.
- The laundry room is open from 8:00 to 20:00; a wash costs 2 euros.
- Rubbish is put out on Mondays.
- The roof terrace closes at 21:00.
""",
    "house-rules-2025.md": """# House rules 2025

- Quiet hours are from 22:00 to 7:00.
- Bicycles stand in the cellar; the yard is kept free.
- The laundry room is open from 8:00 to 21:00; a wash costs 2.50 euros.
- Rubbish is put out on Mondays, paper on Thursdays.
- The roof terrace closes at 22:00.
""",
    "staff.csv": """name,team,city,salary_eur,start
Anja Brook,Support,Brno,38000,2019-04-01
Bilal Haddad,Support,Lyon,41000,2021-09-15
Chen Wei,Sales,Lyon,52000,2018-01-08
Dora Kiss,Engineering,Brno,61000,2017-06-01
Emil Novak,Engineering,Brno,58500,2020-02-17
Fatou Diop,Sales,Port Wenlow,47500,2022-11-01
Greta Lind,Engineering,Port Wenlow,66000,2015-03-23
Hugo Marin,Support,Port Wenlow,36500,2023-05-02
""",
}

ENGLISH: Mapping[str, str] = {
    "search": """
Who chaired the product meeting in March?
whats the penalty if i pay the rent late
How many bars does the pump of the coffee machine have?
When will the water be turned off in Harbour Lane?
can i keep a dog in the flat
I lost my library card, what now?
How much would a whole year of rent come to?
The deposit minus one month's rent, what is left of it?
Tell me who makes the water pump.
why was the launch delayed
Is there a discount on the library card for students?
what does E07 mean on the machine and how do I get rid of it
""",
    "read_document": """
Open page 3 of the coffee machine manual.
Read me section 7 of the lease.
Show me the part "Budget for the trade fair" of the meeting notes.
i want to see the lease chapter about repairs, word for word
go to page 2 of the manual please
Let me read the chapter on descaling in the manual.
Quote clause 5 of the lease in full.
what's written on page 4 of the manual
""",
    "list_documents": """
What documents do I have?
list my files
Show me everything there is in my library.
which pdfs are there
How many documents are in here?
Give me an overview of all the files I added.
what have i uploaded so far
Do I have any spreadsheets?
""",
    "summarize": """
Summarize the lease.
what is the manual about
Give me the main points of the meeting notes.
tldr of the letter from the waterworks
Can you boil the house rules 2025 down to two lines?
sum up the page on library cards for me
I have no time to read the meeting notes, what matters in them?
A short overview of the coffee machine manual, please.
""",
    "compare": """
Compare the house rules of 2024 with those of 2025.
whats different between house rules 2024 and house rules 2025
How do the two versions of the house rules differ?
Has anything changed from the house rules 2024 to the house rules 2025?
house rules 2024 vs house rules 2025
Which rules are new in the house rules 2025, measured against those of 2024?
Put the lease and the house rules 2025 side by side for me.
diff the two house rules files
""",
    "list_mentions": """
List all people named in my documents.
how often does the word deposit come up
Every date in the lease, please.
which companies show up anywhere in my files
Find all phone numbers.
Collect every amount of money that the lease names.
all the names in the meeting notes
Count the mentions of descaling across everything.
""",
    "query_table": """
What was the total revenue in 2024?
which region sold the most kettles
Average units a month for toasters?
How many employees work in Support?
top 3 products by revenue
Who earns the most?
sum of units in the north in march 2024
Show revenue by region.
How many rows of the sales table have more than 200 units?
mean salary in the engineering team
""",
    "calculate": """
What is 17 times 23?
1450*12
how much is 19% of 2400
If three of us split 256.50 evenly, what does each one pay?
add 12.5, 30 and 7.75
Square root of 1764?
849 minus 15 percent
work out (38+14)/4
""",
    "convert_units": """
How many miles is 42 km?
convert 350 F to celsius
68 square metres in square feet
What's 8.6 kg in pounds?
how many litres are 3 gallons
6 feet in cm?
I need 250 grams in ounces.
15 bar to psi
""",
    "days_between": """
How many days are there between 1 September 2025 and 31 August 2026?
days from 12 March 2025 to 8 April 2025
how long is it from 3 May 2024 until 17 January 2025
Number of days from today until 24 December 2026?
How many working days lie between 2 June 2025 and 30 June 2025?
What's the time span from 2025-02-17 to 2025-03-10?
how many weeks between 1 jan 2025 and 1 may 2025
How many days have gone by since 6 February 2025?
""",
    "keep_note": """
Note that the fitter comes on 10 March.
remember: buy descaler
Keep in mind that Leo's plan is due on 21 March.
Write down: call Mr Sandoval about the compensation
save a note saying the spare key is with Priya
Please jot down that the parking space is 14-C.
don't forget that the rent goes up in september
add to my notes: ask for a rent receipt
""",
    "find_notes": """
What did I note about the fitter?
look in my notes for the spare key
Do I have a note on the parking space?
Which of my notes mention descaler?
have i written anything down about leo
find the note about the rent
""",
}

CHINESE: Mapping[str, str] = {
    "search": """
押金多久退还？
提前退租要付多少违约金
""",
    "read_document": """
打开说明书第三页
读一下租房指南的第四节
""",
    "list_documents": """
我有哪些文档？
列出所有文件
""",
    "summarize": """
总结一下租房指南
租房指南主要讲了什么？
""",
    "compare": """
比较一下house-rules-2024和house-rules-2025
house-rules-2024与house-rules-2025有什么不同？
""",
    "list_mentions": """
列出文档中提到的所有电话号码
文档里一共提到了哪些人？
""",
    "query_table": """
2024年的总销售额是多少？（sales表）
staff表里哪个人的工资最高？
""",
    "calculate": """
3500乘以12是多少？
算一下 2800 的百分之六
""",
    "convert_units": """
42公里是多少英里？
68平方米等于多少平方英尺
""",
    "days_between": """
2025年9月1日到2026年8月31日有多少天？
从2025年3月12日到4月8日隔了几天
""",
    "keep_note": """
记一下：三月十日师傅来换水表
帮我记住备用钥匙在小李那里
""",
    "find_notes": """
我的笔记里有没有提到水表？
查一下关于钥匙的笔记
""",
}
