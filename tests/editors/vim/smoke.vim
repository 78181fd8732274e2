" What a user of ALE sees, written to a file named by $REPORT.
edit shop.py
for s:try in range(100)
  sleep 100m
  silent! ALESymbolSearch add up the prices
  sleep 200m
  if bufname('%') =~# 'ALEPreviewWindow'
    break
  endif
endfor
call writefile(getline(1, '$'), $REPORT)
call search('cart_sum')
execute "normal \<CR>"
call writefile([expand('%:t') . ':' . line('.') . ':' . col('.')], $REPORT, 'a')
qall!
