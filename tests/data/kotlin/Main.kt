// What an app does with the blocks of docs/apps.md, and what comes of it: one line each for the test that runs it.
import java.io.File

fun main(args: Array<String>) {
    val (url, code, place) = args
    val box = Box(url)
    try {
        box.read("小熊")
    } catch (error: BoxError) {
        println("stranger ${error.code}")
    }
    println("token ${box.pair(code).length}")
    println("read ${box.read("戴红帽子的黄鸭子").getString("caption")}")
    var previews = 0
    var last = 0.0
    val picture = box.draw("黄色的小鸭子戴着红色帽子") { _, share, preview ->
        if (share < last) throw IllegalStateException("$share after $last")
        last = share
        previews += if (preview == null) 0 else 1
    }
    File(place).writeBytes(picture)
    println("previews $previews")
    try {
        box.draw("拿着枪的熊") { _, _, _ -> }
    } catch (error: BoxError) {
        println("refused ${error.code} ${error.message}")
    }
    try {
        box.ask("GET", "/v1/pictures/nowhere")
    } catch (error: BoxError) {
        println("missing ${error.code}")
    }
    val asked = box.ask("POST", "/v1/pictures", org.json.JSONObject().put("prompt", "a panda"))
    println("cancelled ${box.cancel(asked.getString("id")).getString("state")}")
    var tries = 0
    println("patient " + retrying { if (++tries < 2) throw BoxError("queue_full", "", 0) else tries })
    println("bearing " + patiently { if (++tries < 4) throw java.net.SocketException() else tries })
}
