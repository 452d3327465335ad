"""Questions of seven kinds, English and Chinese, written for the bench of routes, and the library they are put to."""

from collections.abc import Mapping

from chains.route import Shelf
from chains.types import RouteName

LIBRARY = (
    Shelf("lease", "Lease agreement, 12 Mill Road", "lease.docx", "docx"),
    Shelf("renewal", "Lease agreement, renewal 2026", "lease-2026.docx", "docx"),
    Shelf("manual", "AquaPure 300 user manual", "aquapure-manual.pdf", "pdf"),
    Shelf("sales", "sales 2024", "sales_2024.xlsx", "xlsx", True, ("Month", "Region", "Product", "Units", "Revenue")),
    Shelf("staff", "employees", "employees.csv", "csv", True, ("Name", "Department", "City", "Salary", "Start date")),
    Shelf("notes", "Meeting notes, 3 March", "notes.md", "md"),
    Shelf("spring", "春节的由来", "spring_festival.txt", "txt"),
    Shelf("costs", "费用报销", "费用报销.xlsx", "xlsx", True, ("日期", "部门", "类别", "金额", "报销人")),
    Shelf("work", "劳动合同", "劳动合同.docx", "docx"),
    Shelf("work2", "劳动合同（修订版）", "劳动合同-修订版.docx", "docx"),
)

# Looked at while the rules were written.
TUNED: Mapping[RouteName, str] = {
    "fact": """
By what day of the month do I have to pay the rent?
What is the difference between the deposit and the last month's rent?
Who chaired the meeting on 3 March?
Does the AquaPure filter have to be replaced when the light turns red?
How many keys were handed over to the tenant?
What's the maximum water pressure the device tolerates?
Am I allowed to sublet the second bedroom?
Why was the product launch postponed?
试用期是几个月？
春节为什么要贴春联？
加班费按什么标准支付？
滤芯多久换一次？
Which day is garbage collection according to the lease?
How many litres does the tank hold?
Who is going to write the press release?
Do I need the landlord's permission to drill holes?
What voltage does the AquaPure run on?
In case of a burst pipe, whom do I inform?
At what time did the meeting end?
Until when can I return the device?
合同期限是从什么时候到什么时候？
春节的时候人们吃什么？
离职需要办理哪些手续？
How do I know when the filter needs changing?
Is there a discount if I pay early?
Which colour does the lamp show when there is no water?
What was the outcome of the vote?
My heating is broken, who pays for that?
How many days of holiday do I get per year?
What's the total weight of the device?
Tell me the name of the supplier of the pumps
Can the landlord enter the flat without asking me?
What is the contract number?
请问乙方的工作地点在哪里？
年夜饭一般吃什么？
工资几号发？
产品保修多长时间
what notice period applies if I want to move out?
Is there a clause about pets?
where do I find the serial number
what temperature should the water have
Could you tell me who the landlord is?
Does the lease say anything about painting the walls?
When did Priya promise to deliver the report?
Explain the warranty conditions
how do i reset the thing
what happens if I pay late
What was decided about the trade fair?
Which clause deals with termination?
How long is the contract valid?
What's the fine for smoking in the stairwell?
Who do I call when the heating breaks down?
What is the highest temperature the filter can stand?
What does "force majeure" mean here?
Give me the address of the landlord
Is the deposit higher than two months' rent?
How many bedrooms does the flat have?
When was the meeting?
What are the steps for replacing the filter cartridge?
How is the interest on the deposit calculated?
Whose job is it to clean the stairs?
年假有多少天？
谁负责维修费用？
合同里关于加班是怎么规定的？
怎么更换滤芯？
违约金是多少？
为什么叫“年”？
试用期工资怎么算
解除合同要提前几天通知？
房东的电话是多少？
公司地址在哪里？
Under which conditions can the tenant end the lease early?
What size of filter does the AquaPure need?
Did Leo get the budget that he asked for?
how long does it take for the water to heat up?
Who pays when a window breaks?
Name the launch date
What's the phone number of customer service?
Is the rent going to be raised every year?
Which floor is the flat on?
合同在什么情况下可以解除？
老板每个月哪一天发工资？
春联是什么颜色的？
会议在哪里举行？
Where should the AquaPure be installed?
What is the minimum age for tenants?
Has the landlord the right to sell the flat?
Which supplier delivers the pumps?
How can I cancel the contract?
What did Priya say about support?
how big is the living room
When does the trial period end?
Is the guarantee still valid after a repair?
Who is liable for damage to the floor?
滤水器的保修期是多长？
员工生病了怎么请假？
合同违约怎么办？
灯笼代表什么意思？
""",
    "summarize": """
Can you boil the lease down to a few bullet points?
I haven't got time to read the manual, what's in it?
What is the gist of the meeting notes?
Give me the key takeaways from this report.
So what does that paper argue, in two sentences?
Please write an executive summary of the renewal.
What's the AquaPure manual about?
Recap the meeting for me
用三句话概括一下劳动合同
这篇文章主要讲了些什么？
春节的由来这篇文章的中心思想是什么
给我一份会议记录的要点
What does the employment handbook cover overall? I mean this document
Could I get a brief rundown of the lease agreement?
Explain this contract to me like I'm five
Sum it all up please
I only have two minutes, tell me the essentials of this document
List the main topics of the manual
Write a one-page digest of the meeting notes
TLDR
请用几句话总结这份说明书
这份会议记录说了什么
简要说明修订版合同的主要内容
Could you sum up lease-2026.docx?
What are the key points of the employment contract?
What is this file?
Give me an idea of what the manual contains
I need the highlights of the last meeting
make me a summary in chinese of the manual
What story does this document tell?
Read the report and tell me what matters most
Summarize everything I uploaded
Short overview of the lease, please
这份PDF讲的是啥
帮我看看这份合同，总结一下重点
请为这篇文章写一段摘要
劳动合同说了什么？
summary pls
Sum up the contract for me
What's the bottom line of this report?
Give me a one paragraph summary of lease.docx
I need a quick overview of everything in the notes
Can you explain what this document is about?
outline the manual
Summarise chapter 2 of the manual
What are the most important points in the lease?
Condense this into five bullet points
Write an abstract for this paper
Give me the short version of the meeting notes
Shorten this text to 100 words
What should I know about the lease agreement?
Summarize all my documents
Brief me on the meeting
what does the renewal say, roughly?
Please go over the whole contract and tell me the main points
把这份文件总结成五点
帮我归纳一下会议记录
这本手册大概说的啥
劳动合同主要内容有哪些
简单介绍一下这篇文章
给我写个摘要
请提炼这份报告的核心观点
用一段话概述春节的由来
第三章讲了什么
Tell me what the lease is about
please condense the meeting notes
I'd like a short summary of aquapure-manual.pdf
What did the meeting cover, in a few sentences?
Give me the essence of this article
can u summarise this for me
What is the overall message of this text?
Which main points does the lease make?
请帮我总结劳动合同
这份文件大致讲了什么内容？
概括全文
Summarise the AquaPure manual in five sentences
What is the meeting about?
Make this shorter for me
Give me a rough outline of the renewal agreement
I want to know what the document says in general
Please produce a brief abstract of this article
What are the highlights of the lease?
Short recap please
这本说明书的内容是什么？
简要概述会议纪要的内容
能不能给我总结一下这个文件？
""",
    "tables": """
What was the total revenue in the North region?
How many units of the kettle did we sell in May?
Which three products brought in the most revenue?
Average salary per department?
List the employees who earn more than 50,000
Who has the highest salary?
How many employees work in Berlin?
Show me revenue by month
四月份的报销总金额是多少？
哪个部门报销最多？
每个类别分别花了多少钱？
金额超过1000元的报销有几笔？
How many toasters were sold in the south in June?
Which city has the most employees?
What did marketing spend in total on hotels?
Give me the five lowest salaries
What percentage of units were sold in the West?
Rank the regions by revenue
How much more did we sell in December than in January?
Employees per department, please
Show the employees who started before 2018
餐饮类别的报销平均金额是多少
哪个月的报销总额最低？
技术部有几个人报销过？
What is our best selling product?
How many people earn over 60,000?
Which department has the highest average salary?
Total units in Q3
Compute the mean revenue per month for the East region
Who joined the company first?
List all employees in Hamburg
In which month did kettles sell best?
How many different products are there in the sales table?
Sales of toasters in July in the north
What did we spend on office supplies this year?
五月份差旅类一共报销了几笔？
谁的报销金额超过3000元？
按类别汇总报销金额
哪个报销人花得最多？
total sales 2024
what's the average salary?
Which month had the lowest revenue?
top 5 products by units sold
How many people work in the marketing department?
Who was hired most recently?
sort the employees by salary
revenue per region and month
How much revenue did the kettle bring in during the second quarter?
Count the employees in each city
which region sold the fewest toasters
Sum of all units in the South
employees hired after 2020
Which employees from Munich earn less than 40000?
How much did we spend on travel in March?
What share of revenue came from the East?
list products with revenue above 10000
Plot revenue over the months
what is the biggest expense in the spreadsheet?
median salary of engineers
What was the best month for coffee grinders?
How many rows does the table have?
差旅费一共花了多少？
报销金额最高的是谁？
按部门统计报销金额
三月份市场部报销了多少钱？
报销次数最多的人是谁
平均每笔报销多少钱
列出金额大于500的报销记录
销售额最高的前三个产品是什么？
How much revenue did we make in total?
What's the average number of units per product?
Which employee has worked here the longest?
How many orders came from the North region?
the 10 highest salaries please
Break down revenue by product
What is the sum of salaries in the IT department?
Which products sold fewer than 100 units?
Which region did best in August?
一共有多少笔报销？
按月份统计报销总额
住宿费最高的一笔是多少？
哪个部门花钱最多？
Who is the best paid employee?
What was our revenue in the East in March?
How many coffee grinders did we sell last year?
Which departments have more than ten employees?
Sort products by units
Average revenue by region, please
Total salary cost of the sales department
How many people do we employ in Vienna?
Which month saw the most units sold?
报销最少的部门是哪个？
交通费总共是多少？
李明报销了几次，总金额多少？
统计每个月的报销笔数
""",
    "compare": """
What changed between the old lease and the renewal?
Compare lease.docx with lease-2026.docx
How do the two leases differ when it comes to pets?
Which clauses were added in the new version?
Is anything missing from the second draft that was in the first one?
Show me the differences between these two documents
Does the renewal contradict the original agreement?
What do the lease and the manual have in common?
两份劳动合同有什么不同？
对比一下劳动合同和修订版
修订版删掉了哪些条款？
新版和旧版相比改了什么
Spot the differences between the lease and its renewal
Which paragraphs are new in the revised employment contract?
In what ways is the renewal different from the first lease?
Did the rent go up between lease.docx and lease-2026.docx?
Contrast both leases regarding repairs
Are there contradictions between these two files?
Tell me what got deleted in the newer version
旧合同里有而新合同里没有的内容是什么？
两份合同的工资条款一样吗？
修订版和原版之间有哪些变化
请把两个文件做个对比
What has been altered in the renewal as opposed to the lease?
Differences between the two employment contracts?
Compare the deposit clause of both leases
Is the salary the same in both contracts?
What was dropped from the lease when it was renewed?
Can you check the new draft against the old one?
How is lease-2026.docx different from lease.docx?
Which of these two contracts gives me more holiday?
新旧两版合同对比
修订版新增了哪些内容？
劳动合同和修订版在加班费方面有什么区别？
这两个文件哪里不一样
diff lease.docx and lease-2026.docx
What's new in the renewal compared to the lease?
Has the rent changed from the first contract to the second?
What are the differences between both versions of the contract?
Which of the two leases is cheaper?
Put the two agreements side by side
what did they change in the latest draft
Was anything removed between version 1 and version 2?
How does the new lease differ from the old one?
list the changes between the original and the revised contract
Compare the notice periods in the two contracts
Are the two files identical?
What stayed the same in both documents?
Compare these
Is the 2026 lease worse for me than the old lease?
highlight what was modified in the amended version
两个版本的差别在哪里？
修订版比原来多了哪些条款
新合同和旧合同的试用期有什么区别？
比较这两份文件
原合同与修订版有哪些改动
这两份合同哪份对员工更有利？
劳动合同修订版修改了什么
对照两个文件找出差异
Compare the original lease to the renewal
What's different in the renewed lease?
Between the two employment contracts, what changed about holidays?
Is there any difference between lease.docx and lease-2026.docx regarding the deposit?
What has been taken out of the revised version?
Please do a side by side comparison of the two contracts
How have the payment terms changed since the first lease?
劳动合同和劳动合同修订版差别大吗？
新版合同改动了哪些地方？
比较两份租约的押金条款
What distinguishes the renewal from the lease?
Compare the two work contracts clause by clause
Did anything change in the second version?
What are the changes in the revised contract compared to the original one?
Are lease.docx and lease-2026.docx the same?
Which lease is better for the tenant, the old or the new one?
Show me what was added to the renewal and what was removed from the old lease
两版劳动合同的差异有哪些？
修订后的合同和原合同相比有什么变化？
这两份文件有没有矛盾的地方？
""",
    "all": """
How many times does the word "deposit" appear in the lease?
List all deadlines in the contract
Find every mention of the landlord
Which people are named in the meeting notes?
Give me all email addresses you can find
What are all the obligations of the tenant?
Show me every sentence that talks about smoking
Make a list of all dates that occur in my documents
“甲方”在合同中出现了多少次？
列出合同中所有的日期
文中提到了哪些人名？
找出所有提到违约金的地方
Count how many times "shall" is used in the contract
Find me each and every mention of the word filter
What are all the prices quoted in the manual?
Who is mentioned in these documents?
Go through the whole lease and note every deadline
I'd like a list of everyone who is named in the notes
Are there any other passages on noise? Show me all of them
How many dates does the lease contain?
Enumerate all duties of the employee
“加班”一词在文件中一共用了几次？
请把合同里提到的所有金额都列出来
文件中出现了哪些地名？
How often does the landlord get mentioned?
Which deadlines does the contract mention?
Give me every number in the manual
Where does the text talk about insurance? Show all passages
List all the persons who attended
I want to see all sentences that contain "must"
What dates appear in the letter?
Find all clauses about termination
Number of times "Kestrel" occurs?
Extract the names and dates from the notes
Are there mentions of water damage anywhere?
Name all the cities that are mentioned
“租金”出现在哪些地方？
列出所有提到的人
合同里一共提到几次“解除”？
把涉及保密义务的条款全部找出来
how often is "rent" mentioned?
count the word tenant
Where in the document is the deposit mentioned?
every date in the contract please
List all the names
Which amounts of money occur in the lease?
extract all phone numbers
Give me all the passages about noise
Who are all the people mentioned?
find all references to the filter
Everything the contract says about pets
what are all the fees I have to pay?
How many different people are mentioned in the notes?
list every obligation of the landlord
pull out all the action items from the meeting notes
Show all sentences containing "shall"
How many times do they talk about the launch?
I need a complete list of deadlines
Which dates are mentioned in the meeting notes?
collect all warnings in the manual
all mentions of Lyon
search the whole library for "water hammer" and show every hit
What are the deadlines in all my contracts?
Does the word "penalty" appear anywhere, and how often?
“春节”这个词一共出现几次？
把所有的截止日期列出来
提取所有电话号码
文档里提到了哪些公司？
列出乙方的所有义务
合同中有哪些金额
哪些段落讲到了加班？
列举文中出现的地名
统计“员工”出现的次数
文件中所有的人名都有谁
凡是提到押金的句子都找出来
How many times do the words "water pressure" occur in the manual?
Give me a list of all people who are mentioned
find all sentences about heating
What dates are mentioned in the lease?
Show every place where the deposit is mentioned
List all phone numbers and emails
Which companies are named in the documents?
Extract all obligations from the contract
Tell me every deadline I have to keep
“滤芯”在说明书里出现了多少次
列出会议记录里提到的所有人
找出合同里所有关于赔偿的内容
文件中提到过哪些日期？
How often do they mention the fair in Lyon?
List every person and company named in the notes
Show me all passages that deal with repairs
Get me all the dates from the contract
How many times is "warranty" written in the manual?
Collect every sentence that mentions the deposit
Which amounts are mentioned in the lease?
I need all the deadlines from all contracts
What are all the duties of the landlord?
Find all occurrences of 'filter'
合同中“违约”出现几次？
把文件里的日期全部列出来
列出说明书中的所有警告
谁在会议记录里被提到过？
""",
    "catalogue": """
Which of my documents mention water pressure?
How many files have I uploaded?
What documents do I have about taxes?
Show me the PDFs I added last week
Do I have anything in the library that mentions Berlin?
List my spreadsheets
Which files couldn't be read?
我的资料库里有多少个文件？
哪些文档提到了押金？
昨天我添加了什么文件？
What PDFs do I have?
Which documents talk about the deposit?
How many documents are there in total?
Show me the files that were added yesterday
Which of my files contain the word "pump"?
Do we have any spreadsheets here?
哪些文件里有“滤芯”这个词？
我一共有几份PDF？
今天上传了哪些文件？
How many documents mention the word "rent"?
What have I uploaded so far?
list all my files
Which documents were added this month?
Are there any documents about pumps?
Which files are Word documents?
我有几个Word文档？
有哪些文件是上周添加的？
哪些合同提到了保密？
显示所有文件
what's in my library?
which files do you have
Which contracts mention a penalty clause?
Do I have a document on insurance?
show all files I added today
how many pdf files are there in my library
what documents can you see?
Is there any file that talks about solar panels?
list everything I uploaded this week
Which documents are in the collection Work?
what did i upload recently
which of my files are about housing?
In which documents does the name Okafor appear?
我有哪些文件？
列出所有PDF
哪份文件里提到了滤芯？
有没有关于税务的文档
资料库里有什么
最近上传了哪些文档
有几份文件提到了加班？
How many PDFs have I got?
Which documents mention Kestrel?
Show me everything in my library
What are the names of my files?
List the documents I added this week
哪些文档包含“加班”？
列出我所有的文件
最近添加的文件有哪些？
How many files do I have in total?
Which of my documents talk about pumps?
list all pdf files
What did I upload last week?
Do I have documents that mention the landlord?
库里一共有几个文档？
哪些文件是今天添加的？
哪几份文件提到了押金？
""",
    "talk": """
Hey, good morning!
thank you, that was helpful
What can you do for me?
who are you
bye for now
You're great
你好呀
谢谢你的帮助
你叫什么名字？
再见啦
hello, nice to meet you
Thanks, you've been very helpful!
who built you?
What's up?
Alright, good night
Can you help me?
早安
太感谢了！
你会做什么？
Hi! How are you today?
ok cool, thanks
You are really smart
what is your name
Do you understand German?
Sorry, my mistake
你好，请问你是谁
嗯，知道了
非常感谢你！
你是机器人吗？
hi lectern
Good evening :)
thx!
ok thanks, that's all
are you an AI?
tell me a joke
how's it going?
Nice work!
what languages do you speak?
see you tomorrow
never mind
haha nice
嗨，在吗？
早上好！
你真聪明
好的，谢谢
你是什么模型？
晚安
讲个笑话吧
辛苦啦
Good afternoon
Many thanks!
Who made you?
ok bye
How do you work?
你好，很高兴认识你
拜拜
你能帮我做什么？
Hi there
thanks so much for your help
What are you?
Have a nice day!
you are funny
早上好
谢谢，再见
你会说英语吗？
""",
}

# Written when the rules stood, and kept from them.
KEPT: Mapping[RouteName, str] = {
    "fact": """
Which documents must the tenant hand over at the end?
Does the price include heating?
What material is the filter housing made of?
When will the next meeting take place?
Can I paint the walls a different colour?
Who should sign the protocol?
How often must the filter be cleaned?
What is the email address of the landlord?
In which year did the contract begin?
Why was the pump replaced?
谁可以提前终止合同？
押金要交几个月的租金？
初一早上有什么习俗？
设备漏水时应该怎么做？
""",
    "summarize": """
Give me a summary of employees handbook, the whole file
Summarize lease.docx
What does this paper deal with?
Can you give me the main ideas of the manual?
Sum up the discussion in the meeting notes
Quick overview of this document
I need the key takeaways from the renewal
What is the renewal agreement about?
把这篇文章概括成一段话
春节的由来主要讲的是什么？
请总结全文
""",
    "tables": """
How many units were sold altogether?
What is the total of all salaries?
Which region has the lowest revenue?
How many employees started in 2021?
List the three best selling products
Average units per month
What did the South region earn in the first quarter?
Show all employees with a salary below 30000
Which product had more than 500 units in May?
报销总额是多少？
哪个月报销最多？
列出市场部的所有报销
每个部门平均报销多少？
""",
    "compare": """
What are the differences between the lease and the renewal?
Compare both employment contracts
What was changed in the new contract?
How does the renewal compare with the original lease?
Is the notice period longer in the renewal than in the lease?
Which clauses differ between the two versions?
List everything that was removed from the old version
劳动合同与修订版有何不同？
比较一下新旧合同
两个版本有什么变化？
""",
    "all": """
How many times is the tenant mentioned?
List all amounts in the contract
Find every sentence that contains the word "notice"
Who are all the persons named in the letter?
Give me a complete list of the warnings in the manual
What deadlines are mentioned in the notes?
Show me all the passages where insurance is discussed
Extract every email address
Where is the filter mentioned in the manual?
Count the occurrences of "Kestrel"
“租客”出现了多少次？
列出所有的义务
找出文件中所有的日期和金额
哪些地方提到了维修？
""",
    "catalogue": """
How many documents do you have?
Which files mention water damage?
Show my PDFs
What files were added today?
What documents are in my library?
我有多少份文件？
哪些文件提到了滤芯？
列出上周添加的文档
""",
    "talk": """
Hello!
Thank you
Who are you?
How are you doing today?
See you later
你好！
谢谢你
你是谁？
""",
}
