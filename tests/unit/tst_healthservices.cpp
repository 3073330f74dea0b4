#include "tests/unit/healthfixtures.h"

using cauce::test::checkHealth;
using cauce::test::HealthRows;
using enum cauce::health::HealthStatus;

//! What is reached and what is stored: Service, Ingress, Gateway API, volumes, API extensions.
class TestHealthServices : public QObject
{
    Q_OBJECT

private slots:
    void service_data()
    {
        HealthRows rows("v1", "Service");
        rows.add("inside the cluster", "'spec':{'type':'ClusterIP'},'status':{'loadBalancer':{}}",
                 Healthy);
        rows.add("waits for its load balancer",
                 "'spec':{'type':'LoadBalancer'},'status':{'loadBalancer':{}}", Progressing);
        rows.add("waits, an empty list",
                 "'spec':{'type':'LoadBalancer'},'status':{'loadBalancer':{"
                 "'ingress':[]}}",
                 Progressing);
        rows.add("waits, no status", "'spec':{'type':'LoadBalancer'}", Progressing);
        rows.add("has its load balancer",
                 "'spec':{'type':'LoadBalancer'},'status':{'loadBalancer':{'ingress':[{'ip':"
                 "'192.0.2.1'}]}}",
                 Healthy);
    }
    void service() { checkHealth(); }

    void ingress_data()
    {
        HealthRows rows("networking.k8s.io/v1", "Ingress");
        rows.add("has an address", "'status':{'loadBalancer':{'ingress':[{'hostname':'lb'}]}}",
                 Healthy);
        rows.add("has none", "'status':{'loadBalancer':{}}", Progressing);
        rows.add("has no status", "'spec':{}", Progressing);
    }
    void ingress() { checkHealth(); }

    void ingressOfOldDays_data()
    {
        HealthRows rows("extensions/v1beta1", "Ingress");
        rows.add("has an address", "'status':{'loadBalancer':{'ingress':[{'ip':'192.0.2.1'}]}}",
                 Healthy);
        rows.add("has none", "'status':{}", Progressing);
    }
    void ingressOfOldDays() { checkHealth(); }

    void persistentVolumeClaim_data()
    {
        HealthRows rows("v1", "PersistentVolumeClaim");
        rows.add("bound", "'status':{'phase':'Bound'}", Healthy);
        rows.add("pending", "'status':{'phase':'Pending'}", Progressing);
        rows.add("lost", "'status':{'phase':'Lost'}", Degraded);
        rows.add("of a name nobody knows", "'status':{'phase':'Odd'}", Unknown);
        rows.add("no status", "'spec':{}", Unknown);
    }
    void persistentVolumeClaim() { checkHealth(); }

    void volumeSnapshot_data()
    {
        HealthRows rows("snapshot.storage.k8s.io/v1", "VolumeSnapshot");
        rows.add("ready", "'status':{'readyToUse':true}", Healthy, "Ready to use");
        rows.add("failed", "'status':{'readyToUse':false,'error':{'message':'no space'}}", Degraded,
                 "no space");
        rows.add("not ready", "'status':{'readyToUse':false}", Progressing, "Waiting for status");
        rows.add("no status", "'spec':{}", Progressing, "Waiting for status");
    }
    void volumeSnapshot() { checkHealth(); }

    void gateway_data()
    {
        HealthRows rows("gateway.networking.k8s.io/v1", "Gateway");
        const QByteArray good = "{'type':'Accepted','status':'True'},{'type':'Programmed',"
                                "'status':'True'}";
        rows.add("no status", "'spec':{}", Progressing, "Waiting for Gateway status");
        rows.add("programmed", "'status':{'conditions':[" + good + "]}", Healthy,
                 "Gateway is healthy");
        rows.add("references nothing",
                 "'status':{'conditions':[{'type':'Accepted','status':'False','message':'a'},"
                 "{'type':'ResolvedRefs','status':'False','message':'no secret'}]}",
                 Degraded, "no secret");
        rows.add("not accepted", "'status':{'conditions':[{'type':'Accepted','status':'False'}]}",
                 Degraded, "Failed condition: Accepted");
        rows.add("not programmed",
                 "'status':{'conditions':[{'type':'Programmed','status':'Unknown'}]}", Progressing,
                 "Gateway is still being programmed");
        rows.add("a listener refused",
                 "'status':{'conditions':[" + good + "],'listeners':[{'name':'a','conditions':["
                     + good
                     + "]},{'name':'b','conditions':[{'type':'Accepted','status':'False',"
                       "'message':'port taken'}]}]}",
                 Degraded, "Listener: port taken");
        rows.add("a listener not programmed",
                 "'status':{'conditions':[" + good
                     + "],'listeners':[{'conditions':[{'type':'Programmed','status':'False',"
                       "'message':'soon'}]}]}",
                 Progressing, "Listener: soon");
    }
    void gateway() { checkHealth(); }

    void route_data()
    {
        HealthRows rows("gateway.networking.k8s.io/v1", "HTTPRoute");
        const auto parent
            = [](const QByteArray& condition, const QByteArray& generation = "2") -> QByteArray {
            return "{'parentRef':{'name':'gw'},'conditions':[{'observedGeneration':" + generation
                + ',' + condition + "}]}";
        };
        const QByteArray accepted = "'type':'Accepted','status':'True'";
        const QByteArray refused = "'type':'Accepted','status':'False','message':'no listener'";
        const auto status = [](const QByteArray& parents) -> QByteArray {
            return "'status':{'parents':[" + parents + "]}";
        };
        rows.add("no status", "'spec':{}", Progressing, "Waiting for HTTPRoute status");
        rows.add("no parents", status(""), Progressing, "Waiting for HTTPRoute status");
        rows.add("accepted", status(parent(accepted)), Healthy, "HTTPRoute is healthy");
        rows.add("one of two refused", status(parent(accepted) + ',' + parent(refused)), Degraded,
                 "Parent gw: no listener");
        rows.add("not programmed", status(parent("'type':'Programmed','status':'False'")),
                 Progressing, "Parent gw: Route is still being programmed");
        rows.add("of an older generation", status(parent(accepted, "1")), Progressing,
                 "Waiting for HTTPRoute status");
        rows.add("an old refusal beside a new yes",
                 status(parent(refused, "1") + ',' + parent(accepted)), Healthy,
                 "HTTPRoute is healthy");
    }
    void route() { checkHealth(); }

    void grpcRoute_data()
    {
        HealthRows rows("gateway.networking.k8s.io/v1", "GRPCRoute");
        rows.add("no status", "'spec':{}", Progressing, "Waiting for GRPCRoute status");
    }
    void grpcRoute() { checkHealth(); }

    void apiService_data()
    {
        HealthRows rows("apiregistration.k8s.io/v1", "APIService");
        rows.add("available",
                 "'status':{'conditions':[{'type':'Available','status':'True','reason':'Local',"
                 "'message':'all good'}]}",
                 Healthy, "Local: all good");
        rows.add("not available",
                 "'status':{'conditions':[{'type':'Available','status':'False','reason':"
                 "'MissingEndpoints','message':'none'}]}",
                 Progressing, "MissingEndpoints: none");
        rows.add("no condition", "'status':{}", Progressing, "Waiting to be processed");
    }
    void apiService() { checkHealth(); }

    void definition_data()
    {
        HealthRows rows("apiextensions.k8s.io/v1", "CustomResourceDefinition");
        const QByteArray established = "{'type':'Established','status':'True'}";
        rows.add("a hook being deleted",
                 "'metadata':{'deletionTimestamp':'2024-01-01T00:00:00Z','finalizers':["
                 "'argocd.argoproj.io/hook-finalizer']}",
                 Progressing, "CRD is terminating");
        rows.add("no status", "'spec':{}", Progressing, "Status conditions not found");
        rows.add("no conditions", "'status':{'conditions':[]}", Progressing,
                 "Status conditions not found");
        rows.add("terminating",
                 "'status':{'conditions':[" + established
                     + ",{'type':'Terminating','status':'True','message':'instances left'}]}",
                 Progressing, "CRD is terminating: instances left");
        rows.add("its names are taken",
                 "'status':{'conditions':[{'type':'NamesAccepted','status':'False',"
                 "'message':'taken'}]}",
                 Degraded, "CRD names have not been accepted: taken");
        rows.add("without a structural schema",
                 "'status':{'conditions':[" + established
                     + ",{'type':'NonStructuralSchema','status':'True','message':'spec'}]}",
                 Degraded, "Schema violations found: spec");
        rows.add("being installed",
                 "'status':{'conditions':[{'type':'Established','status':'False',"
                 "'reason':'Installing'}]}",
                 Progressing, "CRD is being installed");
        rows.add("not established",
                 "'status':{'conditions':[{'type':'Established','status':'False'}]}", Degraded,
                 "CRD is not established");
        rows.add("not even said to be",
                 "'status':{'conditions':[{'type':'NamesAccepted',"
                 "'status':'True'}]}",
                 Degraded, "CRD is not established");
        rows.add("established", "'status':{'conditions':[" + established + "]}", Healthy,
                 "CRD is healthy");
    }
    void definition() { checkHealth(); }
};

QTEST_GUILESS_MAIN(TestHealthServices)
#include "tst_healthservices.moc"
