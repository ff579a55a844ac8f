// Names that end a script, a string, a line, or are no UTF-8.
func.func @net(%x: tensor<1x8xf32> {kiln.name = "</title><img src=x onerror=hack()>"}) -> tensor<1x8xf32> {
  %0 = kiln.relu %x : tensor<1x8xf32> loc("</script><script>hack()</script><!--")
  %1 = kiln.exp %0 : tensor<1x8xf32> loc("a\22;b\5C\0A\00<b>&amp;{{script}}]]>")
  %2 = kiln.sqrt %1 : tensor<1x8xf32> loc("\FF\FE\C3(")
  return %2 : tensor<1x8xf32>
}
