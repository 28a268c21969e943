# Uploaded files.

problem-attachment-too-large = The file is too large: one picture may have at most { $limit }. Reduce it or scan it again, then upload it.
problem-attachment-type = The file is of the wrong type: only { $types } pictures can be uploaded. Convert it, then upload it.
problem-attachment-other-type = This is a { $name } file, whatever its name says: only { $types } pictures can be uploaded. Save or convert it as one of these (an iPhone takes JPG pictures with Settings > Camera > Formats > Most Compatible), then upload it.
problem-attachment-broken = The file is damaged or incomplete and cannot be opened. Scan or save it again, then upload it.
problem-attachment-pixels = The picture is too large ({ $width } × { $height } pixels): no side may have more than { $side } pixels, and the whole at most { $area } million. Reduce it, then upload it.
problem-attachment-empty = The file is empty. Choose another one.
problem-attachment-interrupted = The upload broke off. Upload the file again.
problem-attachment-named = “{ $file }”: { $problem }
problem-attachment-surplus = This file was not taken: at most { $limit } can be uploaded here.
