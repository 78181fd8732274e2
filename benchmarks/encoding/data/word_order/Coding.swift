import Foundation

func dataToString(_ data: Data) -> String? {
    return String(data: data, encoding: .utf8)
}

func stringToData(_ string: String) -> Data {
    return Data(string.utf8)
}

func ounces(fromGrams grams: Double) -> Double {
    return grams / 28.3495
}

func grams(fromOunces ounces: Double) -> Double {
    return ounces * 28.3495
}

extension MapView {
    func pointToCoordinate(_ point: CGPoint) -> Coordinate {
        return projection.unproject(point)
    }

    func coordinateToPoint(_ coordinate: Coordinate) -> CGPoint {
        return projection.project(coordinate)
    }

    func dismissAlertThenPushScreen(alert: Alert, screen: Screen) {
        alert.dismiss { self.navigation.push(screen) }
    }

    func pushScreenThenDismissAlert(alert: Alert, screen: Screen) {
        navigation.push(screen) { alert.dismiss() }
    }
}
