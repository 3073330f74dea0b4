#pragma once

#include "core/sandbox/control/loop.h"

namespace cauce::sandbox::control {

//! \brief Gives Ingresses and Services of type LoadBalancer an address: the nodes', as k3s does.
class AddressController : public Controller
{
public:
    explicit AddressController(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    void give(const Json& object, bool isService);

    Loop& m_loop;
};

} // namespace cauce::sandbox::control
