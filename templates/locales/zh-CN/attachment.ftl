# 上传的附件。

problem-attachment-too-large = 文件太大：单张大小不可超过 { $limit }。请缩小或重新扫描后再上传。
problem-attachment-type = 文件类型不对：只能上传 { $types } 格式的图片，请转换后再上传。
problem-attachment-other-type = 这是 { $name } 文件，不论文件名怎么写：只能上传 { $types } 图片。请另存或转换为其中一种格式后再上传（iPhone 可在“设置 > 相机 > 格式”中选“兼容性最佳”，拍出 JPG）。
problem-attachment-broken = 文件已损坏或不完整，打不开。请重新扫描或另存后再上传。
problem-attachment-pixels = 图片太大（{ $width } × { $height } 像素）：边长不可超过 { $side } 像素，总共不可超过 { $area } 百万像素。请缩小后再上传。
problem-attachment-empty = 文件是空的，请选择别的文件。
problem-attachment-interrupted = 上传中断，请再上传一次。
problem-attachment-named = “{ $file }”：{ $problem }
problem-attachment-surplus = 没有收下：这里最多上传 { $limit } 个附件。
