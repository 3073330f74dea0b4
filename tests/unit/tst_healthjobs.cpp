#include "tests/unit/healthfixtures.h"

using cauce::test::checkHealth;
using cauce::test::HealthRows;
using enum cauce::health::HealthStatus;

//! What runs to an end: Job, CronJob, Workflow.
class TestHealthJobs : public QObject
{
    Q_OBJECT

private slots:
    void job_data()
    {
        HealthRows rows("batch/v1", "Job");
        rows.add("no condition yet", "'status':{'active':1}", Progressing);
        rows.add("no status yet", "'spec':{}", Progressing);
        rows.add("complete",
                 "'status':{'conditions':[{'type':'Complete','status':'True','message':'done'}]}",
                 Healthy, "done");
        rows.add("failed",
                 "'status':{'conditions':[{'type':'Complete'},{'type':'Failed','status':'True',"
                 "'message':'back-off limit'}]}",
                 Degraded, "back-off limit");
        rows.add("about to fail: Argo CD does not look at the status",
                 "'status':{'conditions':[{'type':'Failed','status':'False','message':'m'}]}",
                 Degraded, "m");
        rows.add("suspended", "'status':{'conditions':[{'type':'Suspended','status':'True'}]}",
                 Suspended);
        rows.add("resumed: Argo CD takes it for complete",
                 "'status':{'conditions':[{'type':'Suspended','status':'False'}]}", Healthy);
        rows.add("of a type nobody knows",
                 "'status':{'conditions':[{'type':'SuccessCriteriaMet','status':'True'}]}",
                 Progressing);
    }
    void job() { checkHealth(); }

    void cronJob_data()
    {
        HealthRows rows("batch/v1", "CronJob");
        rows.add("suspended", "'spec':{'suspend':true}", Healthy, "CronJob is Suspended");
        rows.add("no status", "'spec':{'suspend':false}", Progressing, "Waiting for CronJob");
        rows.add("never run", "'spec':{},'status':{}", Healthy,
                 "CronJob has not been scheduled yet");
        rows.add("never done", "'status':{'lastScheduleTime':'2024-01-02T00:00:00Z'}", Healthy,
                 "The CronJob never completed successfully. It may not be healthy");
        rows.add("running",
                 "'status':{'lastScheduleTime':'2024-01-02T00:00:00Z','lastSuccessfulTime':"
                 "'2024-01-01T00:00:09Z','active':[{'name':'web-1'}]}",
                 Healthy, "The job is running. Its last execution may not have been successful");
        rows.add("the last one failed",
                 "'status':{'lastScheduleTime':'2024-01-02T00:00:00Z','lastSuccessfulTime':"
                 "'2024-01-01T00:00:09Z','active':[]}",
                 Degraded, "CronJob has not completed its last execution successfully");
        rows.add("the last one ended well",
                 "'status':{'lastScheduleTime':'2024-01-02T00:00:00Z','lastSuccessfulTime':"
                 "'2024-01-02T00:00:09Z'}",
                 Healthy, "CronJob has completed its last execution successfully");
    }
    void cronJob() { checkHealth(); }

    void workflow_data()
    {
        HealthRows rows("argoproj.io/v1alpha1", "Workflow");
        rows.add("no phase", "'status':{'message':'m'}", Progressing, "m");
        rows.add("no status", "'spec':{}", Progressing);
        rows.add("pending", "'status':{'phase':'Pending'}", Progressing);
        rows.add("running", "'status':{'phase':'Running'}", Progressing);
        rows.add("succeeded", "'status':{'phase':'Succeeded'}", Healthy);
        rows.add("failed", "'status':{'phase':'Failed','message':'child failed'}", Degraded,
                 "child failed");
        rows.add("in error", "'status':{'phase':'Error'}", Degraded);
        rows.add("of a name nobody knows", "'status':{'phase':'Odd'}", Unknown);
    }
    void workflow() { checkHealth(); }
};

QTEST_GUILESS_MAIN(TestHealthJobs)
#include "tst_healthjobs.moc"
