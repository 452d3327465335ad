<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AgentMode</name>
    <message>
        <source>The agent works in steps: it looks things up, calculates, and asks you before it acts (Ctrl+Shift+A)</source>
        <translation>智能体分步工作：查找内容、进行计算，行动之前会先询问您（Ctrl+Shift+A）</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Tools of the agent</source>
        <translation>智能体的工具</translation>
    </message>
    <message>
        <source>What the agent may use in this conversation</source>
        <translation>智能体在此对话中可以使用什么</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>智能体</translation>
    </message>
    <message>
        <source>Agent, on</source>
        <translation>智能体，已开启</translation>
    </message>
    <message>
        <source>Agent, off</source>
        <translation>智能体，已关闭</translation>
    </message>
</context>
<context>
    <name>AgentView</name>
    <message>
        <source>This needs several lookups: ask the agent</source>
        <translation>这需要多次查找：请智能体来做</translation>
    </message>
    <message>
        <source>Ask the same again; the agent looks things up and calculates, step by step</source>
        <translation>再问一次，由智能体一步步查找和计算</translation>
    </message>
    <message>
        <source>Ask the same without the agent</source>
        <translation>不用智能体，再问一次</translation>
    </message>
    <message>
        <source>Replay with the same observations</source>
        <translation>用相同的观察结果重放</translation>
    </message>
    <message>
        <source>Copy the steps</source>
        <translation>复制步骤</translation>
    </message>
</context>
<context>
    <name>AnswerView</name>
    <message>
        <source>Show more</source>
        <translation>显示更多</translation>
    </message>
    <message>
        <source>Copy the whole text ({} characters)</source>
        <translation>复制全文（{} 个字符）</translation>
    </message>
</context>
<context>
    <name>ApiForm</name>
    <message>
        <source>made of its title</source>
        <translation>取自文件标题</translation>
    </message>
    <message>
        <source>as the file says</source>
        <translation>以文件为准</translation>
    </message>
    <message>
        <source>Add an OpenAPI file</source>
        <translation>添加 OpenAPI 文件</translation>
    </message>
    <message>
        <source>Change “{}”</source>
        <translation>更改“{}”</translation>
    </message>
    <message>
        <source>Operations that it describes as before stay on; all others are off until you tick them.</source>
        <translation>说明未变的操作保持启用；其余操作在您勾选之前停用。</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Newer &amp;file</source>
        <translation>更新的文件(&amp;F)</translation>
    </message>
    <message>
        <source>Browse for an OpenAPI file</source>
        <translation>浏览 OpenAPI 文件</translation>
    </message>
    <message>
        <source>OpenAPI 3.0 or 3.1, JSON or YAML. It is copied; nothing is connected to.</source>
        <translation>OpenAPI 3.0 或 3.1，JSON 或 YAML。只复制文件，不会连接任何地方。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Small letters, digits and _; a letter first.</source>
        <translation>小写字母、数字和 _，以字母开头。</translation>
    </message>
    <message>
        <source>A newer file does not change it. Keys are of the server: another one is given them anew.</source>
        <translation>更新文件不会改变它。密钥属于服务器：换服务器后需重新提供。</translation>
    </message>
    <message>
        <source>A&amp;ddress of its server</source>
        <translation>服务器地址(&amp;D)</translation>
    </message>
    <message>
        <source>If it is not the file&apos;s. One on this machine or in your own network must be named here.</source>
        <translation>与文件所写不同时填写。位于本机或您内部网络的服务器必须在此指明。</translation>
    </message>
    <message>
        <source>OpenAPI files (*.json *.yaml *.yml);;All files (*)</source>
        <translation>OpenAPI 文件 (*.json *.yaml *.yml);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose an OpenAPI file</source>
        <translation>选择 OpenAPI 文件</translation>
    </message>
</context>
<context>
    <name>ApiPage</name>
    <message>
        <source>{on} of {count} on</source>
        <translation>已启用 {on} 个，共 {count} 个</translation>
    </message>
    <message>
        <source>It takes no key.</source>
        <translation>它不需要密钥。</translation>
    </message>
    <message>
        <source>✗ cannot be called: {}</source>
        <translation>✗ 无法调用：{}</translation>
    </message>
    <message>
        <source>What is switched on and its keys in the keyring are removed. Your own file stays.</source>
        <translation>其启用的操作以及密钥环中的密钥将被移除。您自己的文件会保留。</translation>
    </message>
    <message>
        <source>&amp;Add an OpenAPI file …</source>
        <translation>添加 OpenAPI 文件(&amp;A) …</translation>
    </message>
    <message>
        <source>Web services</source>
        <translation>网络服务</translation>
    </message>
    <message>
        <source>No web service yet. Add its OpenAPI file, or drop it here: its maker gives it to you. Nothing is connected to before the agent calls an operation, and you have allowed that.</source>
        <translation>还没有网络服务。请添加其提供方给出的 OpenAPI 文件，或将其拖到这里。在智能体调用操作并得到您允许之前，不会连接任何地方。</translation>
    </message>
    <message>
        <source>⚠ Switched off, since the file describes them otherwise now, or no longer: {}</source>
        <translation>⚠ 因文件中的说明已变化或不再存在而停用：{}</translation>
    </message>
    <message>
        <source>The agent may use &amp;web services in every conversation</source>
        <translation>智能体可在所有对话中使用网络服务(&amp;W)</translation>
    </message>
    <message>
        <source>Off as long as you leave it so; a conversation or collection can have its own choice. Only the operations that you tick are given to the agent, and you are asked before each call.</source>
        <translation>默认关闭；每个对话或集合可单独选择。智能体只能得到您勾选的操作，且每次调用前都会询问您。</translation>
    </message>
    <message>
        <source>Title and server</source>
        <translation>标题与服务器</translation>
    </message>
    <message>
        <source>The file is being read</source>
        <translation>正在读取文件</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Search the operations</source>
        <translation>搜索操作</translation>
    </message>
    <message>
        <source>Only those that are on</source>
        <translation>仅显示已启用的</translation>
    </message>
</context>
<context>
    <name>ArgumentsView</name>
    <message>
        <source>The exact arguments</source>
        <translation>确切的参数</translation>
    </message>
    <message>
        <source>no arguments</source>
        <translation>没有参数</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>参数</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>解决办法</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>{}: {}</source>
        <translation>{}：{}</translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message>
        <source>Close all</source>
        <translation>全部关闭</translation>
    </message>
    <message>
        <source>This is a bug in Lectern. Your documents are safe.</source>
        <translation>这是 Lectern 的程序错误。您的文档没有受到影响。</translation>
    </message>
    <message>
        <source>The window goes on working. The details help to mend it; they may name files of yours.</source>
        <translation>窗口可以继续使用。详细信息有助于修复此问题；其中可能含有您的文件名。</translation>
    </message>
    <message numerus="yes">
        <source>%n older message(s) not shown</source>
        <translation>
            <numerusform>另有 %n 条较早的消息未显示</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CardView</name>
    <message>
        <source>Context window</source>
        <translation>上下文窗口</translation>
    </message>
    <message>
        <source>Context window in tokens</source>
        <translation>上下文窗口（词元数）</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> 个词元</translation>
    </message>
    <message>
        <source>&amp;Context</source>
        <translation>上下文(&amp;C)</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>未注明</translation>
    </message>
    <message>
        <source>{architecture}, {parameters} parameters</source>
        <translation>{architecture}，{parameters} 参数</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Made for</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>作者</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>It brings no chat template; a common one stands in. It may answer oddly.</source>
        <translation>它没有附带对话模板；将使用通用模板代替。回答可能不太正常。</translation>
    </message>
    <message>
        <source>Its file does not state a licence: look where you got it.</source>
        <translation>文件中未注明许可证：请查看其来源。</translation>
    </message>
    <message>
        <source>It fits with up to {}.</source>
        <translation>内存足够，最大为 {}。</translation>
    </message>
    <message>
        <source>It does not fit.</source>
        <translation>内存不足。</translation>
    </message>
</context>
<context>
    <name>ChainCalls</name>
    <message>
        <source>Chains</source>
        <translation>链</translation>
    </message>
    <message>
        <source>Summarize, extract, compare … (type / in the field)</source>
        <translation>总结、提取、比较……（在输入框中键入 /）</translation>
    </message>
    <message>
        <source>How the chain does it; what is set here stands in the field</source>
        <translation>链的执行方式；此处的设置会写入输入框</translation>
    </message>
    <message>
        <source>Options: {}</source>
        <translation>选项：{}</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Options of {}</source>
        <translation>{} 的选项</translation>
    </message>
</context>
<context>
    <name>ChainForm</name>
    <message>
        <source>Back to the defaults</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Options of {}</source>
        <translation>{} 的选项</translation>
    </message>
</context>
<context>
    <name>ChainMenu</name>
    <message>
        <source>Chains</source>
        <translation>链</translation>
    </message>
</context>
<context>
    <name>ChartView</name>
    <message>
        <source>Chart: {}</source>
        <translation>图表：{}</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Type what you want to do or where to go</source>
        <translation>输入要做的事或要去的地方</translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation>搜索命令</translation>
    </message>
    <message>
        <source>Commands that fit</source>
        <translation>匹配的命令</translation>
    </message>
    <message>
        <source>Nothing fits. Try fewer letters.</source>
        <translation>没有匹配项。请少输入几个字。</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>移除(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Open in its own &amp;program</source>
        <translation>用默认程序打开(&amp;P)</translation>
    </message>
    <message>
        <source>Show in &amp;folder</source>
        <translation>在文件夹中显示(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Copy path</source>
        <translation>复制路径(&amp;C)</translation>
    </message>
    <message>
        <source>Re&amp;port …</source>
        <translation>报告(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Agent&apos;s &amp;tools …</source>
        <translation>智能体的工具(&amp;T) …</translation>
    </message>
    <message>
        <source>&amp;Undo in the library</source>
        <translation>撤销文档库操作(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Summarize</source>
        <translation>总结(&amp;S)</translation>
    </message>
    <message>
        <source>Of the selected documents, else of those that are asked</source>
        <translation>针对选中的文档；未选中则针对提问范围内的文档</translation>
    </message>
    <message>
        <source>&amp;Extract fields …</source>
        <translation>提取字段(&amp;E)……</translation>
    </message>
    <message>
        <source>Into a table, each cell with its evidence</source>
        <translation>填入表格，每格附依据</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Two documents, or versions of one</source>
        <translation>两份文档，或同一文档的两个版本</translation>
    </message>
    <message>
        <source>&amp;New collection …</source>
        <translation>新建集合(&amp;N)…</translation>
    </message>
    <message>
        <source>Agent&apos;s &amp;tools for a collection …</source>
        <translation>智能体用于集合的工具(&amp;T) …</translation>
    </message>
    <message>
        <source>What the agent may use when it is asked of the chosen collection</source>
        <translation>询问所选集合时，智能体可以使用什么</translation>
    </message>
    <message>
        <source>&amp;Pause or go on adding</source>
        <translation>暂停或继续添加(&amp;P)</translation>
    </message>
    <message>
        <source>Files that could not be &amp;read …</source>
        <translation>无法读取的文件(&amp;R)…</translation>
    </message>
    <message>
        <source>New collection</source>
        <translation>新建集合</translation>
    </message>
    <message>
        <source>Choose a collection first.</source>
        <translation>请先选择一个集合。</translation>
    </message>
    <message>
        <source>Re&amp;move from the library</source>
        <translation>从文档库中移除(&amp;M)</translation>
    </message>
    <message>
        <source>Take out of the &amp;list</source>
        <translation>从列表中去掉(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Delete the collection</source>
        <translation>删除集合(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Show all …</source>
        <translation>显示全部(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Put into</source>
        <translation>放入(&amp;P)</translation>
    </message>
    <message>
        <source>Mo&amp;ve to</source>
        <translation>移到(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Take out of “{}”</source>
        <translation>从“{}”中取出(&amp;T)</translation>
    </message>
    <message>
        <source>Ma&amp;ke of it</source>
        <translation>处理(&amp;K)</translation>
    </message>
    <message>
        <source>Ma&amp;ke of them</source>
        <translation>处理(&amp;K)</translation>
    </message>
    <message>
        <source>Remove documents</source>
        <translation>移除文档</translation>
    </message>
    <message numerus="yes">
        <source>Removing %n document(s) of this size cannot be undone. Your files stay.</source>
        <translation>
            <numerusform>移除这样大小的 %n 个文档后无法撤销。您的文件会保留。</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>名称：</translation>
    </message>
    <message>
        <source>The file is no longer where it was added from; its text is still here.</source>
        <translation>文件已不在添加时的位置；其文本仍在这里。</translation>
    </message>
    <message>
        <source>Files of this kind are not opened from here. Show it in its folder instead.</source>
        <translation>不能从这里打开此类文件。请改为在文件夹中显示它。</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Ask your documents</source>
        <translation>向您的文档提问</translation>
    </message>
    <message>
        <source>The library is being opened …</source>
        <translation>正在打开文档库…</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stop the answer (Esc)</source>
        <translation>停止回答（Esc）</translation>
    </message>
    <message>
        <source>in all documents</source>
        <translation>所有文档</translation>
    </message>
    <message>
        <source>in {ticked} of {total} documents</source>
        <translation>{total} 个文档中的 {ticked} 个</translation>
    </message>
    <message>
        <source>Everything in the library is asked. Tick documents in the library to ask only those.</source>
        <translation>将向整个文档库提问。在文档库中勾选文档，即可只问这些文档。</translation>
    </message>
    <message>
        <source>Only the ticked documents are asked. Click to ask all of them.</source>
        <translation>只问已勾选的文档。单击可改为问全部文档。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>What the question is asked of</source>
        <translation>提问范围</translation>
    </message>
    <message>
        <source>How the question is answered</source>
        <translation>回答方式</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Ask (Enter); Shift+Enter begins a new line</source>
        <translation>提问（Enter）；Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Lectern decides by the question</source>
        <translation>由 Lectern 根据问题决定</translation>
    </message>
    <message>
        <source>Find a fact</source>
        <translation>查找事实</translation>
    </message>
    <message>
        <source>Search the passages and answer from the best</source>
        <translation>检索段落，依据最佳段落回答</translation>
    </message>
    <message>
        <source>A whole document</source>
        <translation>整篇文档</translation>
    </message>
    <message>
        <source>Go through one document from beginning to end</source>
        <translation>从头到尾通读一篇文档</translation>
    </message>
    <message>
        <source>The rows of a table</source>
        <translation>表格的行</translation>
    </message>
    <message>
        <source>Count, add up, filter and sort what stands in tables</source>
        <translation>对表格内容计数、求和、筛选和排序</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>What two documents say differently</source>
        <translation>两份文档的不同之处</translation>
    </message>
    <message>
        <source>Everything there is</source>
        <translation>全部内容</translation>
    </message>
    <message>
        <source>Read every sentence, not only the best passages</source>
        <translation>阅读每一句，而不只是最佳段落</translation>
    </message>
    <message>
        <source>The library itself</source>
        <translation>文档库本身</translation>
    </message>
    <message>
        <source>Which documents there are</source>
        <translation>有哪些文档</translation>
    </message>
    <message>
        <source>Just talk</source>
        <translation>闲谈</translation>
    </message>
    <message>
        <source>Nothing is searched</source>
        <translation>不检索文档</translation>
    </message>
    <message>
        <source>A task for the agent: it works in steps with its tools, and asks before it acts</source>
        <translation>交给智能体的任务：它用工具分步完成，行动之前会先询问</translation>
    </message>
    <message>
        <source>A question has room for {most} characters; {left_out} of what was pasted were left out.</source>
        <translation>一个问题最多 {most} 个字符；粘贴的内容中有 {left_out} 个字符被略去。</translation>
    </message>
    <message>
        <source>Asking question {} again. What stands there stays as an earlier version.</source>
        <translation>正在重新提问第 {} 个问题。原有内容会保留为较早的版本。</translation>
    </message>
    <message>
        <source>Answered by: {}</source>
        <translation>回答方式：{}</translation>
    </message>
    <message>
        <source>pinned: {}</source>
        <translation>已固定：{}</translation>
    </message>
    <message>
        <source>without: {}</source>
        <translation>不含：{}</translation>
    </message>
    <message>
        <source>added: {}</source>
        <translation>已添加：{}</translation>
    </message>
    <message>
        <source>in my words</source>
        <translation>用我的原话</translation>
    </message>
    <message>
        <source>{} – click to take it away</source>
        <translation>{}（单击可去掉）</translation>
    </message>
</context>
<context>
    <name>ConnectionsDialog</name>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Kinds of connections</source>
        <translation>连接的种类</translation>
    </message>
    <message>
        <source>MCP servers</source>
        <translation>MCP 服务器</translation>
    </message>
    <message>
        <source>Web services</source>
        <translation>网络服务</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Consent</name>
    <message>
        <source>It only computes; it touches nothing.</source>
        <translation>它只做计算，不触及任何内容。</translation>
    </message>
    <message>
        <source>It reads your library.</source>
        <translation>它读取您的文档库。</translation>
    </message>
    <message>
        <source>It changes something inside your library.</source>
        <translation>它会更改您文档库中的内容。</translation>
    </message>
    <message>
        <source>It acts outside your library: on files, programs or other machines.</source>
        <translation>它会在文档库之外操作：文件、程序或其他机器。</translation>
    </message>
</context>
<context>
    <name>ConsentNotice</name>
    <message>
        <source>The agent asks whether it may use {}</source>
        <translation>智能体询问是否可以使用 {}</translation>
    </message>
</context>
<context>
    <name>ConsentView</name>
    <message>
        <source>The agent asks you</source>
        <translation>智能体在询问您</translation>
    </message>
    <message>
        <source>Show more of the arguments</source>
        <translation>显示更多参数内容</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>The call is not made; the agent goes on without it</source>
        <translation>不进行这次调用，智能体继续工作</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>允许一次</translation>
    </message>
    <message>
        <source>Make this one call, with exactly these arguments</source>
        <translation>仅以这些参数进行这一次调用</translation>
    </message>
    <message>
        <source>Allow for this conversation</source>
        <translation>在此对话中允许</translation>
    </message>
    <message>
        <source>Do not ask again for this tool in this conversation</source>
        <translation>在此对话中不再询问此工具</translation>
    </message>
    <message>
        <source>Allow “{tool}” ({toolkit})?</source>
        <translation>允许“{tool}”（{toolkit}）吗？</translation>
    </message>
    <message>
        <source>Read by the model before: {}</source>
        <translation>模型此前读过：{}</translation>
    </message>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform>等另外 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>⚠ Words of a document stand in the arguments, marked below: {}. Do you want this, or does it?</source>
        <translation>⚠ 参数中含有文档里的文字，已在下面标出：{}。这是您要的，还是文档要的？</translation>
    </message>
</context>
<context>
    <name>ConversationActions</name>
    <message>
        <source>&amp;New conversation</source>
        <translation>新建对话(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Conversations</source>
        <translation>对话(&amp;C)</translation>
    </message>
    <message>
        <source>Search, rename, export and delete conversations</source>
        <translation>搜索、重命名、导出和删除对话</translation>
    </message>
    <message>
        <source>&amp;Stop the answer</source>
        <translation>停止回答(&amp;S)</translation>
    </message>
    <message>
        <source>Ask the a&amp;gent</source>
        <translation>询问智能体(&amp;G)</translation>
    </message>
    <message>
        <source>Questions go to the agent, which works in steps with its tools</source>
        <translation>问题交给智能体，由它用工具分步完成</translation>
    </message>
    <message>
        <source>Agent&apos;s &amp;tools …</source>
        <translation>智能体的工具(&amp;T) …</translation>
    </message>
    <message>
        <source>What the agent may use in this conversation</source>
        <translation>智能体在此对话中可以使用什么</translation>
    </message>
    <message>
        <source>Ans&amp;wer the agent</source>
        <translation>答复智能体(&amp;W)</translation>
    </message>
    <message>
        <source>Go to what the agent asks you</source>
        <translation>转到智能体的询问</translation>
    </message>
    <message>
        <source>Ask the last question &amp;again</source>
        <translation>重新提问上一个问题(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Edit the last question</source>
        <translation>编辑上一个问题(&amp;E)</translation>
    </message>
    <message>
        <source>Context re&amp;ceipt</source>
        <translation>上下文明细(&amp;C)</translation>
    </message>
    <message>
        <source>What the model reads, in exact tokens</source>
        <translation>模型读到的内容，以精确的词元数表示</translation>
    </message>
    <message>
        <source>&amp;Find in the conversation …</source>
        <translation>在对话中查找(&amp;F)…</translation>
    </message>
    <message>
        <source>Rena&amp;me</source>
        <translation>重命名(&amp;M)</translation>
    </message>
    <message>
        <source>Give this conversation another title</source>
        <translation>给此对话换一个标题</translation>
    </message>
    <message>
        <source>E&amp;xport …</source>
        <translation>导出(&amp;X)…</translation>
    </message>
    <message>
        <source>Write this conversation to a file</source>
        <translation>将此对话写入文件</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>Delete this conversation; it can be taken back for a while</source>
        <translation>删除此对话；短时间内可以撤销</translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>words of a document</source>
        <translation>文档中的文字</translation>
    </message>
    <message>
        <source>One question is waiting already. Ask this one when that has its answer.</source>
        <translation>已有一个问题在等待。请在它得到回答后再提此问题。</translation>
    </message>
    <message>
        <source>Looking for the passages …</source>
        <translation>正在查找段落…</translation>
    </message>
    <message>
        <source>Something that was ticked is no longer in the library. Look at the ticks, and ask again.</source>
        <translation>勾选的内容已不在文档库中。请检查勾选后重新提问。</translation>
    </message>
    <message>
        <source>This conversation has been deleted elsewhere. The next question begins a new one.</source>
        <translation>此对话已在别处被删除。下一个问题将开始新的对话。</translation>
    </message>
    <message>
        <source>An answer is being written in another conversation: {}</source>
        <translation>正在另一个对话中写回答：{}</translation>
    </message>
    <message>
        <source>The agent asks you in another conversation: {}</source>
        <translation>智能体在另一个对话中询问您：{}</translation>
    </message>
    <message>
        <source>Comes next: {}</source>
        <translation>接下来：{}</translation>
    </message>
    <message>
        <source>Counted when the answer in the other conversation has ended.</source>
        <translation>另一个对话的回答结束后再计数。</translation>
    </message>
    <message>
        <source>Deleted: {}</source>
        <translation>已删除：{}</translation>
    </message>
    <message>
        <source>The whole library is asked. Tick documents in it to ask only those.</source>
        <translation>将向整个文档库提问。勾选其中的文档，即可只问这些文档。</translation>
    </message>
</context>
<context>
    <name>ConversationsView</name>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Export the conversation</source>
        <translation>导出对话</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Search titles, questions, answers</source>
        <translation>搜索标题、问题、回答</translation>
    </message>
    <message>
        <source>Search the conversations</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>New conversation (Ctrl+N)</source>
        <translation>新建对话（Ctrl+N）</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Nothing is found in any conversation.</source>
        <translation>在所有对话中都没有找到。</translation>
    </message>
    <message>
        <source>No conversation yet. Ask a question, and it is kept here.</source>
        <translation>还没有对话。提出问题后，对话会保存在这里。</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>&amp;Choose a model …</source>
        <translation>选择模型(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Settings …</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Prompts …</source>
        <translation>提示词(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Notes …</source>
        <translation>笔记 …(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Connections …</source>
        <translation>连接(&amp;C) …</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>快捷键(&amp;S)</translation>
    </message>
</context>
<context>
    <name>DifferencesView</name>
    <message>
        <source>Differences from the packaged prompt</source>
        <translation>与自带提示词的差异</translation>
    </message>
    <message>
        <source>It is as packaged.</source>
        <translation>与自带的相同。</translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message>
        <source>Renamed “{}”.</source>
        <translation>已重命名“{}”。</translation>
    </message>
    <message>
        <source>Removed “{}”.</source>
        <translation>已移除“{}”。</translation>
    </message>
    <message numerus="yes">
        <source>Removed %n document(s).</source>
        <translation>
            <numerusform>已移除 %n 个文档。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n document(s) into “{}”.</source>
        <translation>
            <numerusform>已将 %n 个文档放入“{}”。</numerusform>
        </translation>
    </message>
    <message>
        <source>Put into collections: {new} new in {collections}.</source>
        <translation>放入集合：{collections} 中新增 {new} 个。</translation>
    </message>
    <message>
        <source>{count} were there already.</source>
        <translation>{count} 个原已在其中。</translation>
    </message>
    <message>
        <source>{count} stay in other collections as well.</source>
        <translation>{count} 个同时仍在其他集合中。</translation>
    </message>
    <message>
        <source>{count} are no longer in the library.</source>
        <translation>{count} 个已不在文档库中。</translation>
    </message>
    <message>
        <source>{count} have no label.</source>
        <translation>{count} 个没有标签。</translation>
    </message>
    <message numerus="yes">
        <source>Took %n document(s) out of “{}”.</source>
        <translation>
            <numerusform>已从“{}”中取出 %n 个文档。</numerusform>
        </translation>
    </message>
    <message>
        <source>Made the collection “{}”.</source>
        <translation>已新建集合“{}”。</translation>
    </message>
    <message>
        <source>Deleted the collection “{}”.</source>
        <translation>已删除集合“{}”。</translation>
    </message>
</context>
<context>
    <name>EmptyLibrary</name>
    <message>
        <source>Drop your documents here</source>
        <translation>将您的文档拖放到这里</translation>
    </message>
    <message>
        <source>PDF, Word, Excel, web pages, e-mails, Markdown, text, pictures and scans; whole folders, too.</source>
        <translation>PDF、Word、Excel、网页、电子邮件、Markdown、文本、图片和扫描件，也可以是整个文件夹。</translation>
    </message>
    <message>
        <source>Add files …</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Add a folder …</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
</context>
<context>
    <name>EvidenceView</name>
    <message>
        <source>Evidence</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>The nearest passages</source>
        <translation>最接近的段落</translation>
    </message>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation>
            <numerusform>再显示 %n 条</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FailuresDialog</name>
    <message>
        <source>Could not be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Files that could not be read</source>
        <translation>无法读取的文件</translation>
    </message>
    <message>
        <source>Why, and what to do</source>
        <translation>原因和解决办法</translation>
    </message>
    <message>
        <source>Your files were not changed.</source>
        <translation>您的文件没有被更改。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Take them off this list; the files stay where they are.</source>
        <translation>从此列表中去掉；文件仍保留在原处。</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this document</source>
        <translation>在此文档中查找</translation>
    </message>
    <message>
        <source>Previous match (Shift+F3)</source>
        <translation>上一处匹配（Shift+F3）</translation>
    </message>
    <message>
        <source>Next match (F3)</source>
        <translation>下一处匹配（F3）</translation>
    </message>
    <message>
        <source>Close the search (Esc)</source>
        <translation>关闭查找（Esc）</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>{} of more than {}</source>
        <translation>第 {} 处，共超过 {} 处</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>第 {} 处，共 {} 处</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Why it is not kept</source>
        <translation>未保存的原因</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Browse …</source>
        <translation>浏览(&amp;B) …</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Page</source>
        <translation>页</translation>
    </message>
    <message>
        <source>Go to a page (Ctrl+G)</source>
        <translation>转到页面（Ctrl+G）</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>Citation {} of {}</source>
        <translation>第 {} 处引用，共 {} 处</translation>
    </message>
    <message>
        <source>{} %</source>
        <translation>{} %</translation>
    </message>
    <message>
        <source>of {}</source>
        <translation>/ {}</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>&amp;Check the library …</source>
        <translation>检查文档库(&amp;C)…</translation>
    </message>
    <message>
        <source>See whether every part of the library is whole.</source>
        <translation>查看文档库的各部分是否完好。</translation>
    </message>
    <message>
        <source>&amp;Repair the library …</source>
        <translation>修复文档库(&amp;R)…</translation>
    </message>
    <message>
        <source>Put right what can be; files that lost a part are read again.</source>
        <translation>修复可以修复的部分；有缺失的文件会重新读取。</translation>
    </message>
    <message>
        <source>What it &amp;runs on …</source>
        <translation>运行环境(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;About Lectern</source>
        <translation>关于 Lectern(&amp;A)</translation>
    </message>
    <message>
        <source>What the model really runs on, measured now.</source>
        <translation>模型实际的运行环境，即时测量。</translation>
    </message>
    <message>
        <source>What it runs on</source>
        <translation>运行环境</translation>
    </message>
    <message>
        <source>About Lectern</source>
        <translation>关于 Lectern</translation>
    </message>
    <message>
        <source>Lectern {version}</source>
        <translation>Lectern {version}</translation>
    </message>
    <message>
        <source>Ask your own documents; every claim opens at the exact words on the exact page. Everything runs on this machine. MIT licence.</source>
        <translation>向您自己的文档提问；每个论断都可以打开原文中确切的页和词句。一切都在本机运行。MIT 许可证。</translation>
    </message>
    <message>
        <source>Every part of the library against every other. This can take a minute.</source>
        <translation>将文档库的各部分相互核对。这可能需要一分钟。</translation>
    </message>
    <message>
        <source>Check the library</source>
        <translation>检查文档库</translation>
    </message>
    <message>
        <source>Repaired: {}</source>
        <translation>已修复：{}</translation>
    </message>
    <message>
        <source>Found: {}</source>
        <translation>发现：{}</translation>
    </message>
    <message>
        <source>Documents: {documents}. Chunks: {chunks}, in the index: {indexed}.</source>
        <translation>文档：{documents}。片段：{chunks}，已索引：{indexed}。</translation>
    </message>
    <message>
        <source>held by another program</source>
        <translation>被另一个程序占用</translation>
    </message>
    <message>
        <source>Everything is whole.</source>
        <translation>一切完好。</translation>
    </message>
    <message>
        <source>The library is not whole.</source>
        <translation>文档库有缺损。</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>Earlier versions</source>
        <translation>早期版本</translation>
    </message>
    <message>
        <source>The chosen version</source>
        <translation>所选版本</translation>
    </message>
    <message>
        <source>Take this one back</source>
        <translation>恢复此版本</translation>
    </message>
    <message>
        <source>Nothing was saved yet.</source>
        <translation>尚未保存过。</translation>
    </message>
    <message>
        <source>{number}: until {when}</source>
        <translation>{number}：至 {when}</translation>
    </message>
</context>
<context>
    <name>KeysView</name>
    <message>
        <source>Keys that the service takes</source>
        <translation>此服务需要的密钥</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保存(&amp;K)</translation>
    </message>
    <message>
        <source>Take &amp;out</source>
        <translation>取出(&amp;O)</translation>
    </message>
    <message>
        <source>Why keys cannot be kept</source>
        <translation>无法保存密钥的原因</translation>
    </message>
    <message>
        <source>Keys lie in the system&apos;s keyring and nowhere else, and no model sees one.</source>
        <translation>密钥只存放在系统密钥环中，任何模型都看不到。</translation>
    </message>
    <message>
        <source>✓ {}: kept</source>
        <translation>✓ {}：已保存</translation>
    </message>
    <message>
        <source>○ {}: missing</source>
        <translation>○ {}：缺少</translation>
    </message>
    <message>
        <source>user name:password</source>
        <translation>用户名:密码</translation>
    </message>
    <message>
        <source>the key</source>
        <translation>密钥</translation>
    </message>
</context>
<context>
    <name>LibraryPane</name>
    <message>
        <source>&amp;Add files …</source>
        <translation>添加文件(&amp;A)…</translation>
    </message>
    <message>
        <source>Add a &amp;folder …</source>
        <translation>添加文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Paste as a document</source>
        <translation>粘贴为文档(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Filter documents</source>
        <translation>筛选文档(&amp;F)</translation>
    </message>
    <message>
        <source>Ask &amp;all documents</source>
        <translation>问所有文档(&amp;A)</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Documents ({})</source>
        <translation>文档 ({})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>添加文件夹</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>文档库</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Filter by name, type or state</source>
        <translation>按名称、类型或状态筛选</translation>
    </message>
    <message>
        <source>Filter documents</source>
        <translation>筛选文档</translation>
    </message>
    <message>
        <source>Ask all</source>
        <translation>问全部</translation>
    </message>
    <message>
        <source>By &amp;name</source>
        <translation>按名称(&amp;N)</translation>
    </message>
    <message>
        <source>By &amp;date added</source>
        <translation>按添加时间(&amp;D)</translation>
    </message>
    <message>
        <source>By &amp;size</source>
        <translation>按大小(&amp;S)</translation>
    </message>
    <message>
        <source>By &amp;type</source>
        <translation>按类型(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Files …</source>
        <translation>文件(&amp;F)…</translation>
    </message>
    <message>
        <source>F&amp;older …</source>
        <translation>文件夹(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;New collection …</source>
        <translation>新建集合(&amp;N)…</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be read.</source>
        <translation>
            <numerusform>%n 个文件无法读取。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show …</source>
        <translation>显示…</translation>
    </message>
    <message>
        <source>Asking {}</source>
        <translation>提问范围：{}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>LibraryTexts</name>
    <message>
        <source>All documents</source>
        <translation>所有文档</translation>
    </message>
    <message>
        <source>Being added</source>
        <translation>正在添加</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Indexing …</source>
        <translation>正在索引…</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>电子邮件</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>剩余不到一分钟</translation>
    </message>
    <message numerus="yes">
        <source>about %n hour(s) left</source>
        <translation>
            <numerusform>剩余约 %n 小时</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation>
            <numerusform>剩余约 %n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n document(s)</source>
        <translation>
            <numerusform>%n 个文档</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation>
            <numerusform>%n 页</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n read from the image</source>
        <translation>
            <numerusform>%n 页由图像识别</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>%n 条说明</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LibraryView</name>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
</context>
<context>
    <name>LinkQuestion</name>
    <message>
        <source>Open a link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>Open this address outside of Lectern?</source>
        <translation>要在 Lectern 之外打开此地址吗？</translation>
    </message>
    <message>
        <source>Lectern opens no addresses of this kind. You can copy it.</source>
        <translation>Lectern 不打开此类地址。您可以复制它。</translation>
    </message>
    <message>
        <source>It came from a text, not from you. What opens it can use the network.</source>
        <translation>它来自某段文本，而不是您。打开它的程序可能会使用网络。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>It leads to {}</source>
        <translation>它将打开 {}</translation>
    </message>
    <message>
        <source>The host has letters that are not Latin; it is {}</source>
        <translation>主机名含有非拉丁字母；实际为 {}</translation>
    </message>
</context>
<context>
    <name>Look</name>
    <message>
        <source>Theme of the s&amp;ystem</source>
        <translation>跟随系统主题(&amp;Y)</translation>
    </message>
    <message>
        <source>Li&amp;ght theme</source>
        <translation>浅色主题(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Dark theme</source>
        <translation>深色主题(&amp;D)</translation>
    </message>
    <message>
        <source>L&amp;arger</source>
        <translation>放大(&amp;A)</translation>
    </message>
    <message>
        <source>S&amp;maller</source>
        <translation>缩小(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Normal size</source>
        <translation>正常大小(&amp;N)</translation>
    </message>
</context>
<context>
    <name>MadeView</name>
    <message>
        <source>{done} of {all} read</source>
        <translation>已阅读 {done}/{all}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Lectern: opening the library</source>
        <translation>Lectern：正在打开文档库</translation>
    </message>
    <message>
        <source>Nothing leaves this machine</source>
        <translation>任何内容都不会离开本机</translation>
    </message>
    <message>
        <source>The agent asks you</source>
        <translation>智能体在询问您</translation>
    </message>
    <message>
        <source>&amp;Library</source>
        <translation>文档库(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation>原文(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Commands …</source>
        <translation>命令(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>The index is being brought up to date</source>
        <translation>正在更新索引</translation>
    </message>
    <message>
        <source>Searching without the index: slower, as complete</source>
        <translation>不用索引检索：较慢，但同样完整</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>链</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Close Lectern?</source>
        <translation>关闭 Lectern？</translation>
    </message>
    <message>
        <source>An answer is being written. What is there so far is kept.</source>
        <translation>正在写回答。已写出的内容会保留。</translation>
    </message>
    <message>
        <source>Documents are being read. The rest is read the next time.</source>
        <translation>正在读取文档。其余的会在下次读取。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留在这里</translation>
    </message>
</context>
<context>
    <name>McpPage</name>
    <message>
        <source>MCP servers</source>
        <translation>MCP 服务器</translation>
    </message>
    <message>
        <source>No server yet. Add one: a program on this machine, or an address, that offers tools by the Model Context Protocol. It is not started before you look at its tools.</source>
        <translation>还没有服务器。请添加一个：通过 Model Context Protocol 提供工具的本机程序或网址。在您查看其工具之前不会启动它。</translation>
    </message>
    <message>
        <source>Variables: {}</source>
        <translation>变量：{}</translation>
    </message>
    <message>
        <source>Headers: {}</source>
        <translation>请求头：{}</translation>
    </message>
    <message>
        <source>It may take {} s to start, and for each call.</source>
        <translation>启动和每次调用最多 {} 秒。</translation>
    </message>
    <message>
        <source>Nothing is known of its tools. Look at them: that starts the server, and asks it.</source>
        <translation>尚不知道它的工具。点击查看工具，会启动服务器并询问它。</translation>
    </message>
    <message>
        <source>{approved} of {count} approved</source>
        <translation>已批准 {approved} 个，共 {count} 个</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>尚未查看</translation>
    </message>
    <message>
        <source>✓ approved</source>
        <translation>✓ 已批准</translation>
    </message>
    <message>
        <source>not approved</source>
        <translation>未批准</translation>
    </message>
    <message>
        <source>⚠ changed</source>
        <translation>⚠ 已改变</translation>
    </message>
    <message>
        <source>✗ cannot be used</source>
        <translation>✗ 无法使用</translation>
    </message>
    <message>
        <source>✓ Approved as it stands here.</source>
        <translation>✓ 已按此处所示批准。</translation>
    </message>
    <message>
        <source>Not approved: the agent is not given it.</source>
        <translation>未批准：智能体不会得到它。</translation>
    </message>
    <message>
        <source>⚠ Changed since you approved it: read it again. It is not used before you approve it anew.</source>
        <translation>⚠ 批准之后已改变：请重新阅读。在您重新批准之前不会使用它。</translation>
    </message>
    <message>
        <source>✗ No model can be given it: {}</source>
        <translation>✗ 无法提供给模型：{}</translation>
    </message>
    <message>
        <source>The server does not describe it.</source>
        <translation>服务器没有给出说明。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Arguments (? can be left out):</source>
        <translation>参数（带 ? 的可省略）：</translation>
    </message>
    <message>
        <source>What the server says:</source>
        <translation>服务器的说明：</translation>
    </message>
    <message>
        <source>✗ {} It wrote last:</source>
        <translation>✗ {}最后的输出：</translation>
    </message>
    <message numerus="yes">
        <source>%n tool(s)</source>
        <translation>
            <numerusform>%n 个工具</numerusform>
        </translation>
    </message>
    <message>
        <source>✓ It answered within {seconds} s: {tools}.</source>
        <translation>✓ 它在 {seconds} 秒内应答：{tools}。</translation>
    </message>
    <message>
        <source>Stopped. The server has ended.</source>
        <translation>已停止，服务器已结束。</translation>
    </message>
    <message>
        <source>Its entry, and what you approved of it, are removed. This cannot be undone.</source>
        <translation>其配置以及您对它的批准将被移除。此操作无法撤销。</translation>
    </message>
    <message>
        <source>&amp;Add a server …</source>
        <translation>添加服务器(&amp;A) …</translation>
    </message>
    <message>
        <source>The agent may use &amp;MCP tools in every conversation</source>
        <translation>智能体可在所有对话中使用 MCP 工具(&amp;M)</translation>
    </message>
    <message>
        <source>Off as long as you leave it so; a conversation or collection can have its own choice. Only approved tools are given to the agent, and you are asked before each call.</source>
        <translation>默认关闭；每个对话或集合可单独选择。智能体只能得到已批准的工具，且每次调用前都会询问您。</translation>
    </message>
    <message>
        <source>What is configured</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>&amp;Look at its tools</source>
        <translation>查看其工具(&amp;L)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>The server is starting</source>
        <translation>服务器正在启动</translation>
    </message>
    <message>
        <source>Tools of the server</source>
        <translation>服务器的工具</translation>
    </message>
    <message>
        <source>Whether the tool is approved</source>
        <translation>此工具是否已批准</translation>
    </message>
    <message>
        <source>What the server says of the tool</source>
        <translation>服务器对此工具的说明</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Library</source>
        <translation>文档库(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Conversation</source>
        <translation>对话(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation>原文(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
</context>
<context>
    <name>Model</name>
    <message>
        <source>GPU, {got} of {layers} layers ({name})</source>
        <translation>GPU，{got} / {layers} 层（{name}）</translation>
    </message>
    <message>
        <source>{} tokens</source>
        <translation>{} 个词元</translation>
    </message>
    <message>
        <source>Needs {needed} of {available} free memory</source>
        <translation>需要 {needed} 内存，可用 {available}</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>{} billion</source>
        <translation>{}B</translation>
    </message>
    <message>
        <source>{} million</source>
        <translation>{}M</translation>
    </message>
    <message>
        <source>It writes English only; in other languages you get the passages themselves.</source>
        <translation>它只会写英文；使用其他语言时，您会直接得到原文段落。</translation>
    </message>
    <message>
        <source>It does not sum up whole documents; you get their outline in their own words.</source>
        <translation>它不会总结整篇文档；您会得到用原文词句组成的提纲。</translation>
    </message>
    <message>
        <source>Its answers are short, and can be wrong: look at the marks and the sources beside them.</source>
        <translation>它的回答简短，也可能出错：请查看旁边的标记和原文。</translation>
    </message>
    <message>
        <source>This model does not write this language: you get the passages themselves.</source>
        <translation>此模型不会写这种语言：您会直接得到原文段落。</translation>
    </message>
    <message>
        <source>The starter model sums up poorly: you mostly get the documents&apos; own sentences.</source>
        <translation>入门模型的总结较差：您得到的大多是文档的原句。</translation>
    </message>
    <message numerus="yes">
        <source>CPU, %n thread(s)</source>
        <translation>
            <numerusform>CPU，%n 个线程</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelChooser</name>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>{} (in use)</source>
        <translation>{}（使用中）</translation>
    </message>
    <message>
        <source>{} (not there)</source>
        <translation>{}（文件不存在）</translation>
    </message>
    <message>
        <source>Starter model</source>
        <translation>入门模型</translation>
    </message>
    <message>
        <source>Comes with Lectern</source>
        <translation>随 Lectern 附带</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>选择模型文件</translation>
    </message>
    <message>
        <source>Models (*.gguf);;All files (*)</source>
        <translation>模型 (*.gguf);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Preparing …</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Loading the weights …</source>
        <translation>正在加载权重…</translation>
    </message>
    <message>
        <source>Letting it write a word …</source>
        <translation>正在试写一个词…</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Stopped. The model before goes on answering.</source>
        <translation>已停止。之前的模型继续回答。</translation>
    </message>
    <message>
        <source>The model before goes on answering.</source>
        <translation>之前的模型继续回答。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Choose a &amp;file …</source>
        <translation>选择文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Remove from the &amp;list</source>
        <translation>从列表中移除(&amp;L)</translation>
    </message>
    <message>
        <source>The file itself stays.</source>
        <translation>文件本身会保留。</translation>
    </message>
    <message>
        <source>Or drop a .gguf file here. It stays where it is.</source>
        <translation>也可以将 .gguf 文件拖放到这里。文件会留在原处。</translation>
    </message>
    <message>
        <source>Why it cannot be used</source>
        <translation>无法使用的原因</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>&amp;Use this model</source>
        <translation>使用此模型(&amp;U)</translation>
    </message>
</context>
<context>
    <name>ModelStatus</name>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>尚无模型</translation>
    </message>
    <message>
        <source>loading …</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>cannot be loaded</source>
        <translation>无法加载</translation>
    </message>
    <message>
        <source>answering …</source>
        <translation>正在回答…</translation>
    </message>
    <message>
        <source>{} tokens/s</source>
        <translation>{} 词元/秒</translation>
    </message>
    <message>
        <source>Click to choose another model.</source>
        <translation>单击可选择其他模型。</translation>
    </message>
    <message>
        <source>Model: {}</source>
        <translation>模型：{}</translation>
    </message>
</context>
<context>
    <name>NotesDialog</name>
    <message>
        <source>Notes</source>
        <translation>笔记</translation>
    </message>
    <message>
        <source>This stands in no note.</source>
        <translation>没有笔记含有这些文字。</translation>
    </message>
    <message>
        <source>No note yet. Write one, or let the agent.</source>
        <translation>还没有笔记。写一条，或让智能体来记。</translation>
    </message>
    <message>
        <source>Removed “{}”.</source>
        <translation>已移除“{}”。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>A new note</source>
        <translation>新笔记</translation>
    </message>
    <message>
        <source>✗ {count} characters; {most} can be kept.</source>
        <translation>✗ {count} 个字符，最多可保存 {most} 个。</translation>
    </message>
    <message>
        <source>&amp;New note</source>
        <translation>新建笔记(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Search the notes</source>
        <translation>搜索笔记</translation>
    </message>
    <message>
        <source>When and where the note was kept</source>
        <translation>笔记的时间和来源</translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation>写一条笔记</translation>
    </message>
    <message>
        <source>Text of the note</source>
        <translation>笔记内容</translation>
    </message>
    <message>
        <source>Why it is not kept</source>
        <translation>未保存的原因</translation>
    </message>
</context>
<context>
    <name>NotesModel</name>
    <message>
        <source>{date} · kept by the agent in “{title}”</source>
        <translation>{date} · 由智能体在“{title}”中记下</translation>
    </message>
</context>
<context>
    <name>NothingFound</name>
    <message>
        <source>Nothing fits the filter.</source>
        <translation>没有符合筛选条件的文档。</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
</context>
<context>
    <name>NoticeStrip</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Saving what can be read …</source>
        <translation>正在保存可读的内容…</translation>
    </message>
    <message>
        <source>Opening the library …</source>
        <translation>正在打开文档库…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Save what can be read</source>
        <translation>保存可读的内容</translation>
    </message>
    <message>
        <source>The damaged file stays beside the new one; nothing is deleted.</source>
        <translation>损坏的文件会保留在新文件旁边；不会删除任何内容。</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Remove “{}”?</source>
        <translation>移除“{}”？</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>&amp;Change …</source>
        <translation>更改(&amp;C) …</translation>
    </message>
    <message>
        <source>&amp;Remove …</source>
        <translation>移除(&amp;R) …</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生的情况</translation>
    </message>
    <message>
        <source>What the server wrote last</source>
        <translation>服务器最后的输出</translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Page {} of {}</source>
        <translation>第 {} 页，共 {} 页</translation>
    </message>
</context>
<context>
    <name>PagesModel</name>
    <message>
        <source>Page</source>
        <translation>页</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Read from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>无内容</translation>
    </message>
    <message>
        <source>its image (OCR)</source>
        <translation>图像（OCR）</translation>
    </message>
    <message>
        <source>its text</source>
        <translation>文本</translation>
    </message>
</context>
<context>
    <name>PaneActions</name>
    <message>
        <source>&amp;Next citation</source>
        <translation>下一个引用(&amp;N)</translation>
    </message>
    <message>
        <source>Show the next quote of the answer</source>
        <translation>显示回答中的下一处引文</translation>
    </message>
    <message>
        <source>&amp;Previous citation</source>
        <translation>上一个引用(&amp;P)</translation>
    </message>
    <message>
        <source>Show the quote before this one</source>
        <translation>显示前一处引文</translation>
    </message>
    <message>
        <source>&amp;Find in the document …</source>
        <translation>在文档中查找(&amp;F)…</translation>
    </message>
    <message>
        <source>Next &amp;match</source>
        <translation>下一处匹配(&amp;M)</translation>
    </message>
    <message>
        <source>Previous m&amp;atch</source>
        <translation>上一处匹配(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Go to page …</source>
        <translation>转到页面(&amp;G)…</translation>
    </message>
    <message>
        <source>&amp;Copy the selected words</source>
        <translation>复制选中的文字(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Why not this?</source>
        <translation>为什么不是这段？(&amp;W)</translation>
    </message>
    <message>
        <source>Where the selected words stood for the last question</source>
        <translation>选中的文字在上一个问题中排在何处</translation>
    </message>
    <message>
        <source>&amp;Use as evidence</source>
        <translation>用作依据(&amp;U)</translation>
    </message>
    <message>
        <source>Ask the last question again with the selected words as evidence</source>
        <translation>以选中的文字为依据，重新提问上一个问题</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大页面(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小页面(&amp;O)</translation>
    </message>
    <message>
        <source>Fit wi&amp;dth</source>
        <translation>适合宽度(&amp;D)</translation>
    </message>
    <message>
        <source>Fit pag&amp;e</source>
        <translation>适合页面(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>100 %(&amp;1)</translation>
    </message>
    <message>
        <source>&amp;Thumbnails</source>
        <translation>缩略图(&amp;T)</translation>
    </message>
    <message>
        <source>Show as te&amp;xt</source>
        <translation>显示为文本(&amp;X)</translation>
    </message>
    <message>
        <source>Show the words as the model sees them</source>
        <translation>按模型看到的样子显示文字</translation>
    </message>
    <message>
        <source>Open in its o&amp;wn program</source>
        <translation>用默认程序打开(&amp;W)</translation>
    </message>
    <message>
        <source>Show in &amp;folder</source>
        <translation>在文件夹中显示(&amp;F)</translation>
    </message>
    <message>
        <source>C&amp;lose the source</source>
        <translation>关闭原文(&amp;L)</translation>
    </message>
</context>
<context>
    <name>PaneLayout</name>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Conversations (Ctrl+J)</source>
        <translation>对话（Ctrl+J）</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>New conversation (Ctrl+N)</source>
        <translation>新建对话（Ctrl+N）</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>在此对话中查找</translation>
    </message>
    <message>
        <source>Previous match (Shift+Enter)</source>
        <translation>上一处匹配（Shift+Enter）</translation>
    </message>
    <message>
        <source>Next match (Enter)</source>
        <translation>下一处匹配（Enter）</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Written: {}</source>
        <translation>已写入：{}</translation>
    </message>
</context>
<context>
    <name>PreviewView</name>
    <message>
        <source>What the model would get</source>
        <translation>模型将收到的内容</translation>
    </message>
    <message>
        <source>example: {}</source>
        <translation>示例：{}</translation>
    </message>
    <message>
        <source>wording: {}</source>
        <translation>用语：{}</translation>
    </message>
    <message numerus="yes">
        <source>{name} · %n token(s)</source>
        <translation>
            <numerusform>{name} · %n 个 token</numerusform>
        </translation>
    </message>
    <message>
        <source>{whole} tokens in all, {template} of them from the model&apos;s own template.</source>
        <translation>共 {whole} 个 token，其中 {template} 个来自模型自身的模板。</translation>
    </message>
    <message>
        <source>‹…› stands for what is known when it is asked: {}</source>
        <translation>‹…› 表示提问时才知道的内容：{}</translation>
    </message>
</context>
<context>
    <name>ProgressStrip</name>
    <message>
        <source>Documents being added</source>
        <translation>正在添加的文档</translation>
    </message>
    <message>
        <source>Cancel all that wait</source>
        <translation>取消所有等待的文件</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
</context>
<context>
    <name>ProgressView</name>
    <message>
        <source>{stage}: {label}</source>
        <translation>{stage}：{label}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done}/{total}</translation>
    </message>
    <message>
        <source>{} taken from before</source>
        <translation>沿用先前的 {} 个</translation>
    </message>
</context>
<context>
    <name>PromptStudio</name>
    <message>
        <source>Prompts</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>✗ {} (own, not used)</source>
        <translation>✗ {}（自有，未使用）</translation>
    </message>
    <message>
        <source>● {} (own; the packaged one is new)</source>
        <translation>● {}（自有；自带的已更新）</translation>
    </message>
    <message>
        <source>● {} (own)</source>
        <translation>● {}（自有）</translation>
    </message>
    <message>
        <source>Used by: {}</source>
        <translation>用于：{}</translation>
    </message>
    <message>
        <source>Variables: {}</source>
        <translation>变量：{}</translation>
    </message>
    <message>
        <source>✓ It can be used; it is not saved.</source>
        <translation>✓ 可以使用；尚未保存。</translation>
    </message>
    <message>
        <source>Save the prompt?</source>
        <translation>保存提示词？</translation>
    </message>
    <message>
        <source>The prompt was changed and is not saved.</source>
        <translation>提示词已修改，尚未保存。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>{read} tokens read, {written} written, {seconds:.1f} s</source>
        <translation>读入 {read} 个 token，写出 {written} 个，{seconds:.1f} 秒</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>What the prompt is for</source>
        <translation>提示词的用途</translation>
    </message>
    <message>
        <source>Text of the prompt</source>
        <translation>提示词文本</translation>
    </message>
    <message>
        <source>Whether it can be used</source>
        <translation>是否可用</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Discard the changes</source>
        <translation>放弃修改</translation>
    </message>
    <message>
        <source>Back to the packaged one</source>
        <translation>恢复为自带的</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>试用</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
</context>
<context>
    <name>QuoteRow</name>
    <message>
        <source>More on quote {}</source>
        <translation>引文 {} 的更多操作</translation>
    </message>
    <message>
        <source>Pin, leave out, ask why, copy</source>
        <translation>固定、排除、询问原因、复制</translation>
    </message>
    <message>
        <source>Quote {number}, {place}</source>
        <translation>引文 {number}，{place}</translation>
    </message>
    <message>
        <source>Show in the document</source>
        <translation>在文档中显示</translation>
    </message>
    <message>
        <source>Pin as evidence</source>
        <translation>固定为依据</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>Why this?</source>
        <translation>为什么是这段？</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>page {}</source>
        <translation>第 {} 页</translation>
    </message>
</context>
<context>
    <name>ReceiptBar</name>
    <message>
        <source>Context receipt</source>
        <translation>上下文明细</translation>
    </message>
    <message>
        <source>Ask, and see here what the model reads.</source>
        <translation>提出问题，即可在此看到模型读到的内容。</translation>
    </message>
    <message>
        <source>The model was not asked: nothing went into its context.</source>
        <translation>未使用模型：其上下文中没有任何内容。</translation>
    </message>
    <message>
        <source>{used} of {all} tokens</source>
        <translation>{used} / {all} 个词元</translation>
    </message>
    <message>
        <source>Click for every part (Ctrl+I)</source>
        <translation>单击查看各部分（Ctrl+I）</translation>
    </message>
    <message>
        <source>{part}: {tokens} tokens, {percent} % of the context</source>
        <translation>{part}：{tokens} 个词元，占上下文的 {percent} %</translation>
    </message>
    <message>
        <source>{evaluated} tokens were evaluated, {reused} reused, {written} written</source>
        <translation>计算 {evaluated} 个词元，复用 {reused} 个，写出 {written} 个</translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) left out</source>
        <translation>
            <numerusform>%n 项未放入</numerusform>
        </translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Room for the answer</source>
        <translation>留给回答</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>The chain&apos;s calls of the model read {read} tokens and wrote {written}, each in a context of {all}.</source>
        <translation>链调用模型共读取 {read} 个词元、写出 {written} 个，每次调用的上下文为 {all}。</translation>
    </message>
</context>
<context>
    <name>ReceiptView</name>
    <message>
        <source>Context receipt</source>
        <translation>上下文明细</translation>
    </message>
    <message>
        <source>Close the receipt (Ctrl+I)</source>
        <translation>关闭明细（Ctrl+I）</translation>
    </message>
    <message>
        <source>Close the receipt</source>
        <translation>关闭明细</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Parts of the context</source>
        <translation>上下文的各部分</translation>
    </message>
    <message>
        <source>The prompt as the model got it</source>
        <translation>模型收到的提示</translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation>复制提示</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>各部分</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Ask again with these</source>
        <translation>用这些重新提问</translation>
    </message>
    <message>
        <source>What the model read</source>
        <translation>模型读到的内容</translation>
    </message>
    <message>
        <source>What the model would read</source>
        <translation>模型将读到的内容</translation>
    </message>
    <message>
        <source>The model has not got a prompt for this question.</source>
        <translation>对于此问题，模型没有收到提示。</translation>
    </message>
    <message>
        <source>{prompt} of {all} tokens would be read, {answer} are kept for the answer.</source>
        <translation>将读取 {prompt} / {all} 个词元，为回答预留 {answer} 个。</translation>
    </message>
    <message>
        <source>{prompt} of {all} tokens were read: {evaluated} evaluated, {reused} still known. {answer} were written.</source>
        <translation>读取了 {prompt} / {all} 个词元：计算 {evaluated} 个，沿用 {reused} 个。写出 {answer} 个。</translation>
    </message>
    <message>
        <source>The whole context</source>
        <translation>整个上下文</translation>
    </message>
    <message>
        <source>Calls of the model</source>
        <translation>模型调用</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>已写出</translation>
    </message>
    <message>
        <source>Examples shown to the model</source>
        <translation>给模型看的示例</translation>
    </message>
    <message>
        <source>{} (stands in an earlier turn, is only referred to)</source>
        <translation>{}（已在之前的轮次中，此处仅提及）</translation>
    </message>
    <message>
        <source>{} (without its sources)</source>
        <translation>{}（不含其依据）</translation>
    </message>
    <message>
        <source>what the model&apos;s template puts around these</source>
        <translation>模型模板在其周围添加的内容</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>未放入</translation>
    </message>
    <message>
        <source>there was no room for it</source>
        <translation>没有空间</translation>
    </message>
    <message>
        <source>the model has enough with the others, more would confuse it</source>
        <translation>其他依据已经足够，更多会干扰模型</translation>
    </message>
    <message>
        <source>the oldest turns made room for this question</source>
        <translation>最早的轮次为此问题让出了空间</translation>
    </message>
    <message>
        <source>its sources made room; question and answer stayed</source>
        <translation>其依据让出了空间；问题和回答保留</translation>
    </message>
    <message>
        <source>you dropped it</source>
        <translation>已被您排除</translation>
    </message>
    <message>
        <source>Pin: it stays, whatever the question</source>
        <translation>固定：无论什么问题都保留</translation>
    </message>
    <message>
        <source>Add it to what the model reads</source>
        <translation>添加到模型读取的内容中</translation>
    </message>
    <message>
        <source>Drop: it is kept out</source>
        <translation>排除：不会放入</translation>
    </message>
    <message>
        <source>Pinned or added: {pinned}, dropped: {dropped}</source>
        <translation>已固定或添加：{pinned}，已排除：{dropped}</translation>
    </message>
</context>
<context>
    <name>Receipts</name>
    <message>
        <source>Counting; the model may have to be loaded first …</source>
        <translation>正在计数；可能需要先加载模型…</translation>
    </message>
    <message>
        <source>Nothing in the documents fits so far: the model would not be asked.</source>
        <translation>目前文档中没有合适的内容：不会使用模型。</translation>
    </message>
    <message>
        <source>A whole document is gone through; its parts are planned as they are read.</source>
        <translation>将通读整份文档，并在阅读时逐部分规划。</translation>
    </message>
    <message>
        <source>The rows of tables answer this; the model is asked for the query alone.</source>
        <translation>由表格的行回答，仅让模型给出查询。</translation>
    </message>
    <message>
        <source>The documents are compared sentence by sentence.</source>
        <translation>逐句比较文档。</translation>
    </message>
    <message>
        <source>Every sentence is read, without the model.</source>
        <translation>阅读每一句，不使用模型。</translation>
    </message>
    <message>
        <source>The agent plans each step as it goes; the receipt comes with its end.</source>
        <translation>智能体边做边规划每一步，结束时给出明细。</translation>
    </message>
    <message>
        <source>A chain plans each part as it reads it; the receipt comes with its end.</source>
        <translation>链在阅读时逐部分规划，结束时给出明细。</translation>
    </message>
    <message>
        <source>The library itself answers this, without the model.</source>
        <translation>由文档库本身回答，不用模型。</translation>
    </message>
    <message>
        <source>This is answered without the model.</source>
        <translation>不用模型即可回答。</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Report: {}</source>
        <translation>报告：{}</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页数</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Read from the image</source>
        <translation>由图像识别</translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation>
            <numerusform>%n 页</numerusform>
        </translation>
    </message>
    <message>
        <source>Without text</source>
        <translation>无文字</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>Passages</source>
        <translation>段落</translation>
    </message>
    <message>
        <source>{chunks}, {tokens} tokens</source>
        <translation>{chunks}，{tokens} 个词元</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>添加时间</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>{} s</source>
        <translation>{} 秒</translation>
    </message>
    <message>
        <source>Collections</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>ResultTable</name>
    <message>
        <source>Copy the table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>Save the table …</source>
        <translation>保存表格……</translation>
    </message>
    <message>
        <source>Put into collections</source>
        <translation>放入集合</translation>
    </message>
    <message>
        <source>Each document into the collections of its labels; it stays in those that it is in</source>
        <translation>将每个文档放入其标签对应的集合；原有的集合保持不变</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n column(s)</source>
        <translation>
            <numerusform>%n 列</numerusform>
        </translation>
    </message>
    <message>
        <source>Show quote {} in the document</source>
        <translation>在文档中显示引文 {}</translation>
    </message>
    <message>
        <source>Copy the selection</source>
        <translation>复制所选内容</translation>
    </message>
</context>
<context>
    <name>RowDelegate</name>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
</context>
<context>
    <name>RowsView</name>
    <message>
        <source>Nothing fits.</source>
        <translation>没有匹配项。</translation>
    </message>
</context>
<context>
    <name>Scope</name>
    <message>
        <source>no documents yet</source>
        <translation>还没有文档</translation>
    </message>
    <message numerus="yes">
        <source>in all %n document(s)</source>
        <translation>
            <numerusform>全部 %n 个文档</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in {ticked} of %n document(s)</source>
        <translation>
            <numerusform>%n 个文档中的 {ticked} 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ServerForm</name>
    <message>
        <source>Add an MCP server</source>
        <translation>添加 MCP 服务器</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Small letters, digits, - and _; a letter first.</source>
        <translation>小写字母、数字、- 和 _，以字母开头。</translation>
    </message>
    <message>
        <source>&amp;Program with its arguments, or address</source>
        <translation>程序及其参数，或网址(&amp;P)</translation>
    </message>
    <message>
        <source>Browse for a program</source>
        <translation>浏览程序</translation>
    </message>
    <message>
        <source>As its maker writes it: npx -y some-server, https://…, or the JSON for other programs. A program runs with your rights: add only what you trust.</source>
        <translation>按提供方的写法：npx -y some-server、https://…，或供其他程序使用的 JSON。程序以您的权限运行：请只添加您信任的。</translation>
    </message>
    <message>
        <source>Change “{}”</source>
        <translation>更改“{}”</translation>
    </message>
    <message>
        <source>What you approved is of this one: tools of another are to be looked at and approved anew.</source>
        <translation>您批准的是这一个：换成别的后，需重新查看并批准其工具。</translation>
    </message>
    <message>
        <source>Program with its arguments, or address</source>
        <translation>程序及其参数，或网址</translation>
    </message>
    <message>
        <source>A name without its value keeps the value that it has.</source>
        <translation>只写名称而不写值，则保留原值。</translation>
    </message>
    <message>
        <source>&amp;Seconds that a start, or a call, may take</source>
        <translation>启动或调用的最长秒数(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Headers, NAME=VALUE a line</source>
        <translation>请求头，每行一个 名称=值(&amp;H)</translation>
    </message>
    <message>
        <source>Environment &amp;variables, NAME=VALUE a line</source>
        <translation>环境变量，每行一个 名称=值(&amp;V)</translation>
    </message>
    <message>
        <source>${NAME} takes one of your own variables. Values are not shown again.</source>
        <translation>${NAME} 取自您自己的环境变量。值不会再次显示。</translation>
    </message>
    <message>
        <source>Choose a program</source>
        <translation>选择程序</translation>
    </message>
</context>
<context>
    <name>SettingField</name>
    <message>
        <source>Browse …</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Browse for {}</source>
        <translation>浏览：{}</translation>
    </message>
    <message>
        <source>On</source>
        <translation>开</translation>
    </message>
    <message>
        <source>Words with commas between them</source>
        <translation>用逗号分隔的词</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>选择模型文件</translation>
    </message>
    <message>
        <source>Models (*.gguf);;All files (*)</source>
        <translation>模型 (*.gguf);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>• changed</source>
        <translation>• 已更改</translation>
    </message>
    <message>
        <source>Back to the default: {}</source>
        <translation>恢复默认值：{}</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Why it cannot be saved</source>
        <translation>无法保存的原因</translation>
    </message>
    <message>
        <source>Comes from the environment variable {}; it cannot be changed here.</source>
        <translation>来自环境变量 {}，不能在此更改。</translation>
    </message>
    <message>
        <source>Comes from the command line of this run; it cannot be changed here.</source>
        <translation>来自本次运行的命令行，不能在此更改。</translation>
    </message>
    <message>
        <source>This is the default.</source>
        <translation>这是默认值。</translation>
    </message>
    <message>
        <source>Default: {}</source>
        <translation>默认值：{}</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>&amp;Save and cut anew</source>
        <translation>保存并重新切分(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>What is marked with ✗ has to be put right first.</source>
        <translation>请先改正标有 ✗ 的项目。</translation>
    </message>
    <message>
        <source>The model is loaded anew; if it cannot be, nothing changes.</source>
        <translation>将重新加载模型；如果无法加载，则不做任何更改。</translation>
    </message>
    <message>
        <source>Files that are read from now on are read so.</source>
        <translation>今后读取的文件将按此读取。</translation>
    </message>
    <message>
        <source>All documents are cut and embedded anew; what that costs is told before it is done.</source>
        <translation>所有文档将重新切分并嵌入；开始之前会说明所需时间。</translation>
    </message>
    <message numerus="yes">
        <source>%n document(s) are cut and embedded anew</source>
        <translation>
            <numerusform>将重新切分并嵌入 %n 个文档</numerusform>
        </translation>
    </message>
    <message>
        <source>{documents}, about {seconds} s. Questions can be asked meanwhile.</source>
        <translation>{documents}，约 {seconds} 秒。其间可以继续提问。</translation>
    </message>
    <message>
        <source>Stopped; nothing has changed.</source>
        <translation>已停止，未做任何更改。</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>设置分组</translation>
    </message>
    <message>
        <source>What the changes cost</source>
        <translation>更改的代价</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>正在保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>没有含有这些词的设置。</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter shortcuts</source>
        <translation>筛选快捷键</translation>
    </message>
    <message>
        <source>No shortcut fits.</source>
        <translation>没有匹配的快捷键。</translation>
    </message>
</context>
<context>
    <name>SourcePane</name>
    <message>
        <source>No document is open.
Click a citation in an answer, or open a document in the library.</source>
        <translation>没有打开的文档。
请单击回答中的引用，或从文档库中打开一个文档。</translation>
    </message>
    <message>
        <source>No program for this file was found.</source>
        <translation>没有找到可打开此文件的程序。</translation>
    </message>
    <message>
        <source>The folder could not be opened.</source>
        <translation>无法打开文件夹。</translation>
    </message>
    <message>
        <source>This document is no longer in the library.</source>
        <translation>此文档已不在文档库中。</translation>
    </message>
    <message>
        <source>No question has been asked yet. Ask one, and come back to these words.</source>
        <translation>还没有提问。请先提出问题，再回到这段文字。</translation>
    </message>
    <message>
        <source>Looking it up …</source>
        <translation>正在查询…</translation>
    </message>
    <message>
        <source>Opening the document …</source>
        <translation>正在打开文档…</translation>
    </message>
    <message>
        <source>This document is no longer in the library; it is shown as it was.</source>
        <translation>此文档已不在文档库中，此处显示其原来的内容。</translation>
    </message>
    <message>
        <source>The file is gone from where it was; its text is shown as it was read.</source>
        <translation>文件已不在原来的位置；显示的是读取时的文本。</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>原文</translation>
    </message>
</context>
<context>
    <name>StepView</name>
    <message>
        <source>is running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>open</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>Step {}</source>
        <translation>步骤 {}</translation>
    </message>
    <message>
        <source>Show all of it ({} characters)</source>
        <translation>显示全部（{} 个字符）</translation>
    </message>
</context>
<context>
    <name>StepsView</name>
    <message>
        <source>Correct the SQL</source>
        <translation>修改 SQL</translation>
    </message>
    <message>
        <source>Put the question with this SQL into the field, to be changed and run again</source>
        <translation>把问题和此 SQL 放入输入框，可修改后重新执行</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Steps: {}</source>
        <translation>步骤：{}</translation>
    </message>
    <message numerus="yes">
        <source>%n wrong</source>
        <translation>
            <numerusform>%n 处错误</numerusform>
        </translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
</context>
<context>
    <name>TableModel</name>
    <message>
        <source>empty: nothing sure was found</source>
        <translation>空：没有找到确定的内容</translation>
    </message>
    <message>
        <source>supported by its evidence</source>
        <translation>有依据支持</translation>
    </message>
    <message>
        <source>partly supported: compare it with its evidence</source>
        <translation>部分有依据：请与依据对照</translation>
    </message>
    <message>
        <source>not found in its evidence</source>
        <translation>依据中未找到</translation>
    </message>
</context>
<context>
    <name>TableSaving</name>
    <message>
        <source>Table for any program (*.csv)</source>
        <translation>通用表格 (*.csv)</translation>
    </message>
    <message>
        <source>Excel, with its evidence (*.xlsx)</source>
        <translation>Excel，附依据 (*.xlsx)</translation>
    </message>
    <message>
        <source>JSON, with its evidence (*.json)</source>
        <translation>JSON，附依据 (*.json)</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>保存表格</translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message>
        <source>Text of the document</source>
        <translation>文档文本</translation>
    </message>
    <message>
        <source>Position in the document</source>
        <translation>在文档中的位置</translation>
    </message>
</context>
<context>
    <name>ThumbnailModel</name>
    <message>
        <source>Page {}</source>
        <translation>第 {} 页</translation>
    </message>
</context>
<context>
    <name>Thumbnails</name>
    <message>
        <source>Thumbnails of the pages</source>
        <translation>页面缩略图</translation>
    </message>
</context>
<context>
    <name>ToolkitSheet</name>
    <message>
        <source>As the settings say</source>
        <translation>恢复为设置</translation>
    </message>
    <message>
        <source>Tools of the agent in this conversation</source>
        <translation>智能体在此对话中的工具</translation>
    </message>
    <message>
        <source>Tools of the agent for “{}”</source>
        <translation>智能体用于“{}”的工具</translation>
    </message>
    <message>
        <source>switched here</source>
        <translation>在此处设定</translation>
    </message>
    <message>
        <source>because of: {}</source>
        <translation>由此决定：{}</translation>
    </message>
    <message>
        <source>Connections …</source>
        <translation>连接 …</translation>
    </message>
    <message>
        <source>Connections of {}</source>
        <translation>{} 的连接</translation>
    </message>
</context>
<context>
    <name>Trace</name>
    <message numerus="yes">
        <source>%n passage(s)</source>
        <translation>
            <numerusform>%n 段</numerusform>
        </translation>
    </message>
    <message>
        <source>waits for your word</source>
        <translation>等待您答复</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>{:.1f} s</source>
        <translation>{:.1f} 秒</translation>
    </message>
    <message>
        <source>Thought</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Observed</source>
        <translation>观察</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>{read} tokens read, {written} written</source>
        <translation>读入 {read} 个词元，写出 {written} 个</translation>
    </message>
    <message>
        <source>observation: {} tokens</source>
        <translation>观察：{} 个词元</translation>
    </message>
    <message>
        <source>{} more did not fit</source>
        <translation>另有 {} 个放不下</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>denied</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>repeated: answered from memory</source>
        <translation>重复：由记忆作答</translation>
    </message>
    <message>
        <source>allowed once</source>
        <translation>已允许一次</translation>
    </message>
    <message>
        <source>allowed for this conversation</source>
        <translation>已在此对话中允许</translation>
    </message>
    <message>
        <source>allowed beforehand</source>
        <translation>事先已允许</translation>
    </message>
    <message>
        <source>with words of a document in its arguments</source>
        <translation>参数中含有文档里的文字</translation>
    </message>
</context>
<context>
    <name>TraceView</name>
    <message>
        <source>Open all</source>
        <translation>全部展开</translation>
    </message>
    <message>
        <source>Fold all</source>
        <translation>全部折叠</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n 步</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrialView</name>
    <message>
        <source>A question to your documents</source>
        <translation>向您的文档提问</translation>
    </message>
    <message>
        <source>Question to try</source>
        <translation>试用的问题</translation>
    </message>
    <message>
        <source>&amp;Try</source>
        <translation>试用(&amp;T)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>As it stands here</source>
        <translation>按此处的内容</translation>
    </message>
    <message>
        <source>As packaged</source>
        <translation>按自带的内容</translation>
    </message>
</context>
<context>
    <name>TurnChips</name>
    <message>
        <source>The way this question took; choose another to ask it again</source>
        <translation>此问题的回答方式；选择另一种可重新提问</translation>
    </message>
    <message>
        <source>Use my words</source>
        <translation>用我的原话</translation>
    </message>
    <message>
        <source>Search for the question exactly as it was asked</source>
        <translation>完全按原问题检索</translation>
    </message>
    <message>
        <source>Earlier version</source>
        <translation>较早的版本</translation>
    </message>
    <message>
        <source>Later version</source>
        <translation>较新的版本</translation>
    </message>
    <message>
        <source>Way taken: {}. Choose another</source>
        <translation>回答方式：{}。选择另一种</translation>
    </message>
    <message>
        <source>Version {number} of {count}</source>
        <translation>第 {number} 版，共 {count} 版</translation>
    </message>
    <message>
        <source>Ask the same without the agent</source>
        <translation>不用智能体，再问一次</translation>
    </message>
    <message>
        <source>Searched for: {}</source>
        <translation>检索内容：{}</translation>
    </message>
</context>
<context>
    <name>TurnCommands</name>
    <message>
        <source>passage {}</source>
        <translation>段落 {}</translation>
    </message>
</context>
<context>
    <name>TurnList</name>
    <message>
        <source>The agent asks you</source>
        <translation>智能体在询问您</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Jump to the latest</source>
        <translation>跳到最新</translation>
    </message>
</context>
<context>
    <name>TurnTexts</name>
    <message>
        <source>Look it up</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find the sentences that answer it, and say so in words</source>
        <translation>找到能回答问题的句子，并用文字表述</translation>
    </message>
    <message>
        <source>A whole document</source>
        <translation>整份文档</translation>
    </message>
    <message>
        <source>All of it is read, and summed up with its own words</source>
        <translation>通读全文，并用原文词句总结</translation>
    </message>
    <message>
        <source>One document as a whole</source>
        <translation>整篇文档</translation>
    </message>
    <message>
        <source>Its headings and strongest sentences</source>
        <translation>其标题和最重要的句子</translation>
    </message>
    <message>
        <source>The rows of a table</source>
        <translation>表格的行</translation>
    </message>
    <message>
        <source>Counted, added up, filtered and sorted</source>
        <translation>计数、求和、筛选和排序</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>What the documents say differently</source>
        <translation>文档之间的不同之处</translation>
    </message>
    <message>
        <source>Everything there is</source>
        <translation>全部内容</translation>
    </message>
    <message>
        <source>Every sentence is read, not only the best passages</source>
        <translation>阅读每一句，而不只是最佳段落</translation>
    </message>
    <message>
        <source>The list of documents</source>
        <translation>文档列表</translation>
    </message>
    <message>
        <source>Which documents there are, and which mention something</source>
        <translation>有哪些文档，哪些提到了某事</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>智能体</translation>
    </message>
    <message>
        <source>Looks things up and calculates step by step, with its tools</source>
        <translation>用工具一步步查找和计算</translation>
    </message>
    <message>
        <source>Just talk</source>
        <translation>闲谈</translation>
    </message>
    <message>
        <source>No search in the documents</source>
        <translation>不在文档中检索</translation>
    </message>
    <message>
        <source>Word for word from the document; not a summary.</source>
        <translation>逐字摘自文档，并非摘要。</translation>
    </message>
    <message>
        <source>Supported: each sentence stands in the quotes below.</source>
        <translation>有依据：每个句子都能在下面的引文中找到。</translation>
    </message>
    <message>
        <source>Partly supported: compare it with the quotes below.</source>
        <translation>部分有依据：请与下面的引文对照。</translation>
    </message>
    <message>
        <source>It stands in the quotes below, but may not be what was asked.</source>
        <translation>内容可见于下方引文，但可能并未回答您的问题。</translation>
    </message>
    <message>
        <source>Not supported: trust the quotes below rather than these words.</source>
        <translation>无依据：请相信下面的引文，而不是这些文字。</translation>
    </message>
    <message>
        <source>Supported by the quotes that it cites.</source>
        <translation>有所引用的引文作为依据。</translation>
    </message>
    <message>
        <source>Partly supported: the quotes do not say all of it.</source>
        <translation>部分有依据：引文没有说出全部内容。</translation>
    </message>
    <message>
        <source>Not found in the quotes.</source>
        <translation>在引文中未找到。</translation>
    </message>
    <message>
        <source>Not in them: {}</source>
        <translation>引文中没有：{}</translation>
    </message>
    <message>
        <source>Thinking about the next step…</source>
        <translation>正在考虑下一步…</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Looking in your documents…</source>
        <translation>正在查找您的文档…</translation>
    </message>
    <message>
        <source>Reading the evidence…</source>
        <translation>正在阅读依据…</translation>
    </message>
    <message>
        <source>Stopped. The steps so far are kept.</source>
        <translation>已停止，到此为止的步骤已保留。</translation>
    </message>
    <message>
        <source>Stopped. What was made is kept: asked again, it goes on from there.</source>
        <translation>已停止。已完成的部分已保存：再次提问将从该处继续。</translation>
    </message>
    <message>
        <source>Stopped. What was written is kept.</source>
        <translation>已停止，已写出的内容已保存。</translation>
    </message>
    <message>
        <source>The answer reached its longest length and ends here.</source>
        <translation>回答达到最大长度，到此为止。</translation>
    </message>
    <message>
        <source>The model began to repeat itself and was stopped.</source>
        <translation>模型开始重复，已被停止。</translation>
    </message>
    <message>
        <source>Lectern was closed before this was answered.</source>
        <translation>Lectern 在回答之前已关闭。</translation>
    </message>
    <message>
        <source>The model gave no usable answer; the quotes below stand for themselves.</source>
        <translation>模型没有给出可用的回答；请直接查看下面的引文。</translation>
    </message>
    <message>
        <source>Your own prompt cannot be used, and the packaged one was taken; see Edit › Prompts.</source>
        <translation>您自己的提示词无法使用，已改用自带的；请见“编辑 › 提示词”。</translation>
    </message>
    <message>
        <source>Only the best passages were read, not all there is: write /list to have every sentence read.</source>
        <translation>只阅读了最佳段落，而非全部内容：输入 /list 可阅读每一句。</translation>
    </message>
    <message>
        <source>{:.1f} s, without the model</source>
        <translation>{:.1f} 秒，未使用模型</translation>
    </message>
    <message>
        <source>{seconds:.1f} s · {read} tokens read, {written} written</source>
        <translation>{seconds:.1f} 秒 · 读取 {read} 个词元，写出 {written} 个</translation>
    </message>
</context>
<context>
    <name>TurnView</name>
    <message>
        <source>Turn {number}: {question}</source>
        <translation>第 {number} 轮：{question}</translation>
    </message>
    <message>
        <source>This was not answered, because of a bug in Lectern.</source>
        <translation>由于 Lectern 的程序错误，此问题没有得到回答。</translation>
    </message>
    <message>
        <source>Copy the selection</source>
        <translation>复制选中内容</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Not in your documents</source>
        <translation>您的文档中没有</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>Copy with citations</source>
        <translation>连同引用一起复制</translation>
    </message>
    <message>
        <source>Edit the question</source>
        <translation>编辑问题</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>重新提问</translation>
    </message>
    <message>
        <source>Branch: go on from here in a new conversation</source>
        <translation>分支：从这里开始一个新对话</translation>
    </message>
    <message>
        <source>Show the context receipt</source>
        <translation>显示上下文明细</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Ask your own documents</source>
        <translation>向您自己的文档提问</translation>
    </message>
    <message>
        <source>Lectern answers from your files and shows the exact words on the exact page for each sentence.</source>
        <translation>Lectern 根据您的文件回答，并为每个句子显示确切页上的确切词句。</translation>
    </message>
    <message>
        <source>&amp;Add files …</source>
        <translation>添加文件(&amp;A)…</translation>
    </message>
    <message>
        <source>Try the sample &amp;library</source>
        <translation>试用示例文档库(&amp;L)</translation>
    </message>
    <message>
        <source>A lease, a manual, a scanned letter, tables and a guide in Chinese</source>
        <translation>租约、手册、扫描信件、表格和一份中文指南</translation>
    </message>
    <message>
        <source>Or drop files and folders anywhere on this window.</source>
        <translation>也可以将文件和文件夹拖放到此窗口的任意位置。</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Where everything is stored</source>
        <translation>所有内容的存储位置</translation>
    </message>
    <message>
        <source>The starter model</source>
        <translation>入门模型</translation>
    </message>
    <message>
        <source>It finds facts and answers them in short English sentences, on any computer.</source>
        <translation>它可以在任何电脑上查找事实，并用简短的英文句子回答。</translation>
    </message>
    <message>
        <source>You can choose a larger one at any time: Model › Choose a model.</source>
        <translation>您随时可以选择更大的模型：模型 › 选择模型。</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>Nothing leaves this machine. There is no account. Everything is stored here:</source>
        <translation>任何内容都不会离开本机。无需账号。所有内容都存储在这里：</translation>
    </message>
    <message>
        <source>What would you like to know?</source>
        <translation>您想知道什么？</translation>
    </message>
    <message>
        <source>To try:</source>
        <translation>可以试试：</translation>
    </message>
    <message>
        <source>Ticks in the library restrict a question to some documents. Each citation opens its source.</source>
        <translation>在文档库中勾选文档，可将提问限定于这些文档。每个引用都可以打开原文。</translation>
    </message>
</context>
<context>
    <name>WhyView</name>
    <message>
        <source>Why not this?</source>
        <translation>为什么不是这段？</translation>
    </message>
    <message>
        <source>Use it as evidence</source>
        <translation>用作依据</translation>
    </message>
    <message>
        <source>Ask the last question again with these words among the evidence.</source>
        <translation>将这段文字加入依据，重新提问上一个问题。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>By meaning</source>
        <translation>按语义</translation>
    </message>
    <message>
        <source>By words</source>
        <translation>按词语</translation>
    </message>
    <message>
        <source>Both together</source>
        <translation>两者结合</translation>
    </message>
    <message>
        <source>Sentence</source>
        <translation>句子</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>入选</translation>
    </message>
    <message>
        <source>not taken</source>
        <translation>未入选</translation>
    </message>
    <message>
        <source>Shares with the question: {}</source>
        <translation>与问题共有：{}</translation>
    </message>
    <message>
        <source>Lacks of the question: {}</source>
        <translation>问题中有而此处没有：{}</translation>
    </message>
    <message>
        <source>For “{}”. Its passage is number {}: {} characters from character {}.</source>
        <translation>针对“{}”。它所在的段落是第 {} 段：共 {} 个字符，从第 {} 个字符开始。</translation>
    </message>
    <message>
        <source>It is among the evidence.</source>
        <translation>它在依据之中。</translation>
    </message>
    <message>
        <source>Its passage was chosen, but other sentences were nearer to the question; {} were taken.</source>
        <translation>它所在的段落入选了，但其他句子更接近问题；入选了 {} 句。</translation>
    </message>
    <message>
        <source>Its passage was found at place {}, but only the first {} were looked at.</source>
        <translation>它所在的段落排在第 {} 位，但只查看了前 {} 位。</translation>
    </message>
    <message>
        <source>Its document is not among those that were asked.</source>
        <translation>它所在的文档不在提问范围内。</translation>
    </message>
    <message>
        <source>Its passage was among the best of neither search.</source>
        <translation>它所在的段落在两种检索中都不在最佳之列。</translation>
    </message>
    <message>
        <source>not ranked ({} are taken)</source>
        <translation>未进入排名（取前 {} 位）</translation>
    </message>
    <message>
        <source>place {} ({} are taken)</source>
        <translation>第 {} 位（取前 {} 位）</translation>
    </message>
    <message>
        <source>score {}</source>
        <translation>得分 {}</translation>
    </message>
    <message>
        <source>score {}, last taken {}</source>
        <translation>得分 {}，最后入选者 {}</translation>
    </message>
</context>
<context>
    <name>Writer</name>
    <message>
        <source>Copy the code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Copy the table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>partly</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
</context>
<context>
    <name>_Question</name>
    <message>
        <source>Ask: {}</source>
        <translation>提问：{}</translation>
    </message>
</context>
</TS>
