// The signatures of android.net.nsd that docs/apps.md uses, for the compiler alone: there is no Android here to run them.
package android.net.nsd

import java.net.InetAddress

abstract class NsdServiceInfo {
    abstract val host: InetAddress
    abstract val port: Int
    abstract val attributes: Map<String, ByteArray>
}

abstract class NsdManager {
    abstract fun discoverServices(serviceType: String, protocolType: Int, listener: DiscoveryListener)
    abstract fun stopServiceDiscovery(listener: DiscoveryListener)
    abstract fun resolveService(serviceInfo: NsdServiceInfo, listener: ResolveListener)

    interface DiscoveryListener {
        fun onServiceFound(serviceInfo: NsdServiceInfo)
        fun onServiceLost(serviceInfo: NsdServiceInfo)
        fun onDiscoveryStarted(serviceType: String)
        fun onDiscoveryStopped(serviceType: String)
        fun onStartDiscoveryFailed(serviceType: String, errorCode: Int)
        fun onStopDiscoveryFailed(serviceType: String, errorCode: Int)
    }

    interface ResolveListener {
        fun onServiceResolved(serviceInfo: NsdServiceInfo)
        fun onResolveFailed(serviceInfo: NsdServiceInfo, errorCode: Int)
    }

    companion object {
        const val PROTOCOL_DNS_SD = 1
    }
}
