# 填写、检查和提交申请。

problem-time-over = 填写时间已到。已填内容都保存着，请先延长时间，再继续。
problem-attachment-wait = 上传太频繁，请等 { $seconds } 秒后再上传这个文件。
problem-attachment-not-kept = 这个文件没能保存，请稍后再上传一次；其他内容都已保存。
problem-draft-too-large = 全部内容合计过长，最多保存 { $limit } KB。刚才填写的内容仍在本页，尚未保存，请缩短后再提交。
