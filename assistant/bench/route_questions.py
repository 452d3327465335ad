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
""",
}

# Written when the rules stood, and kept from them.
KEPT: Mapping[RouteName, str] = {
    "fact": """
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
""",
    "summarize": """
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
""",
    "tables": """
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
""",
    "compare": """
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
""",
    "all": """
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
""",
    "catalogue": """
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
""",
    "talk": """
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
""",
}
